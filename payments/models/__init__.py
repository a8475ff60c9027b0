"""Payments that leave the bank."""

from payments.models.bulk_files import BulkFile, BulkLine
from payments.models.cheques import Cheque, ChequeBook, ChequePayment, CollectedCheque
from payments.models.drawers import CashMovement, DrawerSession, TellerDrawer
from payments.models.exchange import (
    FxCoverDeal,
    FxMargin,
    FxOrder,
    FxPosition,
    FxQuote,
    FxRate,
    FxResultSale,
    FxRevaluation,
)
from payments.models.external_payment import ExternalPayment
from payments.models.held import HeldPayment
from payments.models.standing_orders import StandingOrder, StandingOrderExecution
from payments.models.undo import UndoSetting

__all__ = [
    "BulkFile",
    "BulkLine",
    "CashMovement",
    "Cheque",
    "ChequeBook",
    "ChequePayment",
    "CollectedCheque",
    "DrawerSession",
    "ExternalPayment",
    "FxCoverDeal",
    "FxMargin",
    "FxOrder",
    "FxPosition",
    "FxQuote",
    "FxRate",
    "FxResultSale",
    "FxRevaluation",
    "HeldPayment",
    "StandingOrder",
    "StandingOrderExecution",
    "TellerDrawer",
    "UndoSetting",
]
