"""What visitors of online banking may choose: their language, and a light or a dark page."""

from bankcore.settings import env

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [env.REPOSITORY / "bankcore" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
THEME_COOKIE_NAME = "theme"
