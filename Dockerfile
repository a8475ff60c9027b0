# Production shape: one image, a role a container. Kept small; it has been written without a
# container engine at hand, so build it once before you rely on it.
FROM python:3.11-slim
WORKDIR /bank
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN useradd --system --home /bank --shell /usr/sbin/nologin bank && mkdir /data && chown bank /data
USER bank
ENV DJANGO_SETTINGS_MODULE=bankcore.settings.production BANKCORE_DATA=/data
CMD ["gunicorn", "bankcore.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "bankcore.runtime.web_worker.BoundedWorker", "--workers", "2", "--threads", "8"]
