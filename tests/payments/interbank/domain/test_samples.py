"""Sample files of other people's programs: each is read, or refused for the reason given here.

They are data beside the repository, and kept in none; a test is skipped where they are missing.
"""

from __future__ import annotations

import pytest

from payments.domain.pain001 import read_pain001
from payments.interbank.domain.iso20022.pacs import ReturnMessage
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.domain.iso20022.reading import UnreadableMessage
from payments.interbank.domain.iso20022.statements import read_statements
from payments.interbank.domain.nacha.reading import read_file
from payments.interbank.domain.nacha.records import UnreadableFile
from tests.conftest import SHARED_DATA

SAMPLES = SHARED_DATA / "iso20022" / "samples"
NACHA = SHARED_DATA / "nacha"

# By how names begin: (statements, entries), or the kind of message with its number of payments.
MESSAGES = {
    "genkgo-camt/camt052.v2.other-account.xml": ("statements", 1, 1),
    "genkgo-camt/camt052.v2.with-account-name.xml": ("statements", 1, 1),
    "genkgo-camt/camt052.v4.xml": ("statements", 1, 1),
    "genkgo-camt/camt052.v6.Amt-zero.xml": ("statements", 1, 1),
    "genkgo-camt/camt052.v8.xml": ("statements", 1, 1),
    "genkgo-camt/camt053.v2.all-balance-types.xml": ("statements", 1, 1),
    "genkgo-camt/camt053.v2.minimal.ultimate.xml": ("statements", 1, 1),
    "genkgo-camt/camt053.v2.minimal.xml": ("statements", 1, 1),
    "genkgo-camt/camt053.v2.with-account-name.xml": ("statements", 1, 1),
    "genkgo-camt/camt053.v2.with-party-ids.xml": ("statements", 1, 1),
    "genkgo-camt/camt053.v3.xml": ("statements", 1, 1),
    "genkgo-camt/camt053.v4.xml": ("statements", 1, 1),
    "genkgo-camt/camt054.v2.with-account-name.xml": ("statements", 1, 1),
    "genkgo-camt/camt054.v2.xml": ("statements", 1, 1),
    "genkgo-camt/camt054.v8-with-UETR.xml": ("statements", 1, 1),
    "genkgo-camt/camt054.v8-with-financial-institution.xml": ("statements", 1, 1),
    "genkgo-camt/camt53.only-Dt-with-DtTm.xml": ("statements", 1, 0),
    "moov-io-iso20022/200519_camt.054-Credit*": (
        "statements",
        1,
        1,
    ),
    "moov-io-iso20022/200519_camt.054-Debit*": (
        "statements",
        1,
        1,
    ),
    "moov-io-iso20022/200519_camt054-ESR-ASR*": (
        "statements",
        1,
        2,
    ),
    "moov-io-iso20022/200519_camt054-chdd_p_ch2909000000250094239*": (
        "statements",
        1,
        1,
    ),
    "moov-io-iso20022/200519_camt054-epo_p_ch5109000000250092291_*": (
        "statements",
        1,
        1,
    ),
    "moov-io-iso20022/200519_camt054-returns*": (
        "statements",
        1,
        1,
    ),
    "moov-io-iso20022/200924_camt.054_P_CH2909000000250094239_111*": (
        "statements",
        1,
        1,
    ),
    "moov-io-iso20022/FI_camt_052_sample.xml.xml": ("statements", 2, 2),
    "moov-io-iso20022/FI_camt_054_sample.xml.xml": ("statements", 1, 6),
    "moov-io-iso20022/International_payment_RUB_naujas_1.xml": ("pain001", 1),
    "moov-io-iso20022/camt.053_P_CH2909000000250094239_1110092698_0_2020112503071366.xml": (
        "statements",
        1,
        5,
    ),
    "moov-io-iso20022/camt054-returns_p_ch5109000000250092291_111*": (
        "statements",
        1,
        1,
    ),
    "moov-io-iso20022/invalid_pain_v11.xml": "unknown_message",
    "moov-io-iso20022/musterfile_pain.001_Nov2020.xml": ("pain001", 8),
    "moov-io-iso20022/pain002-epo_p_0_0_0_2018031510491259.xml": ("StatusMessage", 0),
    "moov-io-iso20022/pain002-epo_p_0_0_0_2018032614401842.xml": ("StatusMessage", 0),
    "moov-io-iso20022/pain002-epo_p_ch*": (
        "StatusMessage",
        1,
    ),
    "moov-io-iso20022/pain008-musterfile.xml": ("TransferMessage", 2),
    "moov-io-iso20022/statement_1.xml": ("statements", 1, 4),
    "moov-io-iso20022/valid_acmt_v03.xml": "unknown_message",
    "moov-io-iso20022/valid_camt_v09.xml": "other_message",
    "moov-io-iso20022/valid_pacs_v11.xml": ("StatusMessage", 0),
    "moov-io-iso20022/valid_reda_v01.xml": "unknown_message",
    "moov-io-iso20022/valid_remt_v04.xml": "unknown_message",
}

# The reason, or nothing for a file that is read and written back to the byte. Those with a reason
# state wrong totals, have characters outside of ASCII or no line ends: none is a golden file.
FILES = {
    "20180713-IAT.ach": "",
    "20180716-IAT-A17-A18.ach": "",
    "FISERV-ZEROFILE-PIMRET825324_032720_110221.ach": "",
    "NACHA_SAMPLE_TEL_REVERSAL.ach": "",
    "adv-read.ach": "",
    "adv.ach": "",
    "atx-read.ach": "",
    "bh-ed-ad-bh-ed-ad-ed-ad.ach": "file_header_missing",
    "ccd-debit.ach": "",
    "cie-credit.ach": "",
    "cor-example.ach": "",
    "cor-read.ach": "",
    "dishonored-return.ach": "",
    "dne-read.ach": "",
    "extended-ascii.ach": "character_not_allowed",
    "flattenADVBatchesMultipleBatchHeaders.ach": "credit_wrong",
    "flattenBatchesMultipleBatchHeaders.ach": "",
    "flattenBatchesOneBatchHeader.ach": "",
    "flattenIATBatchesMultipleBatchHeaders.ach": "",
    "flattenIATBatchesOneBatchHeader.ach": "",
    "iat-addenda98.ach": "",
    "iat-addenda99.ach": "",
    "iat-debit.ach": "",
    "iat-mixedCreditDebit.ach": "",
    "issue1595.ach": "",
    "issue1620.ach": "batch_count_wrong",
    "issue702-1.ach": "",
    "issue702.ach": "",
    "loan-credit.ach": "",
    "moov-ids.ach": "hash_wrong",
    "nonascii-utf8.ach": "character_not_allowed",
    "nonascii.ach": "character_not_allowed",
    "pos-debit.ach": "",
    "ppd-credit.ach": "",
    "ppd-debit-fixedLength.ach": "no_line_ends",
    "ppd-debit.ach": "",
    "rck-debit.ach": "",
    "rck.ach": "",
    "return-WEB.ach": "",
    "same-day-ach-ppd-credit.ach": "",
    "segmentFile-ppd-debit.ach": "",
    "shr-credit.ach": "count_wrong",
    "tel-debit.ach": "",
    "trc-debit.ach": "",
    "two-micro-deposits.ach": "",
    "txp-credit.ach": "",
    "web-credit.ach": "",
    "web-debit.ach": "",
}

# Collected as invalid by their names; those without a reason hold by every rule that is checked.
INVALID_FILES = {
    "044f121c5da6ff398d22b6ca8679239a13270594.ach": "",
    "20110729A-invalid.ach": "constant_wrong",
    "44a858e07e89fb0b24bcfdda733070f38ef1e889.ach": "",
    "54fa1e16738209076a14548ff3dd061ef2e671a1.ach": "",
    "Iat-invalidAddenda13.ach": "character_not_allowed",
    "a6ce094411be256f495f6135d5089b9d9533fa27.ach": "",
    "adv-invalidFileControl.ach": "count_wrong",
    "adv-noFileControl.ach": "file_control_missing",
    "e2ef49fe5fa2b676feff5f3669d5fffb99e22cdc.ach": "",
    "iat-batchHeaderErr.ach": "batch_control_missing",
    "iat-invalidAddenda11.ach": "character_not_allowed",
    "iat-invalidAddenda12.ach": "character_not_allowed",
    "iat-invalidAddenda15.ach": "character_not_allowed",
    "iat-invalidAddenda16.ach": "character_not_allowed",
    "iat-invalidAddenda18.ach": "character_not_allowed",
    "iat-invalidAddenda98.ach": "change_code_unknown",
    "iat-invalidAddendaRecordIndicator.ach": "addenda_indicator_wrong",
    "iat-invalidBatchControl.ach": "batch_ends_differently",
    "iat-invalidEntryDetail.ach": "transaction_code_unknown",
    "invalid-two-micro-deposits.ach": "not_a_number",
    "pos-invalidEntryDetail.ach": "character_not_allowed",
    "pos-invalidReturnFile.ach": "return_reason_unknown",
    "ppd-debit-invalid-entryDetail-checkDigit.ach": "check_digit_wrong",
    "ppd-mixedDebitCredit-invalid.ach": "",
    "return-no-batch-header.ach": "file_header_missing",
    "return-no-file-header-control.ach": "file_header_missing",
    "skip-validation.ach": "trace_not_ascending",
    "web-invalidNOCFile.ach": "change_code_unknown",
}


def content_of(path) -> bytes:
    if not path.exists():
        pytest.skip(f"{path} is not there: samples are not kept in the repository")
    return path.read_bytes()


def found_in(data: bytes):
    """Return what the readers make of a message, in the words of MESSAGES."""
    try:
        statements = read_statements(data)
        return "statements", len(statements), sum(len(each.entries) for each in statements)
    except UnreadableMessage as refusal:
        if refusal.reason != "other_message":
            return refusal.reason
    try:
        message = read_message(data)
        told = message.returns if isinstance(message, ReturnMessage) else message.transfers
        return type(message).__name__, len(told)
    except UnreadableMessage as refusal:
        reason = refusal.reason
    if b"pain.001" in data[:2_000]:
        return "pain001", len(read_pain001(data).lines)
    return reason


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_read_or_refused_for_its_reason(name):
    (path,) = [*SAMPLES.glob(name)] or [SAMPLES / name]
    assert found_in(content_of(path)) == MESSAGES[name]


@pytest.mark.parametrize(
    ("folder", "name", "reason"),
    [("moov-io-ach", name, reason) for name, reason in FILES.items()]
    + [("moov-io-ach-invalid", name, reason) for name, reason in INVALID_FILES.items()],
)
def test_a_nacha_file_is_written_back_to_the_byte_or_refused_for_its_reason(folder, name, reason):
    data = content_of(NACHA / folder / name)
    if not reason:
        assert read_file(data).write() == data
        return
    with pytest.raises(UnreadableFile) as refused:
        read_file(data)
    assert refused.value.reason == reason


def test_no_sample_is_forgotten():
    if not SAMPLES.exists():
        pytest.skip(f"{SAMPLES} is not there: samples are not kept in the repository")
    assert {each for name in MESSAGES for each in SAMPLES.glob(name)} == {*SAMPLES.glob("*/*")}
    for folder, known in (("moov-io-ach", FILES), ("moov-io-ach-invalid", INVALID_FILES)):
        assert {each.name for each in (NACHA / folder).iterdir()} == set(known)
