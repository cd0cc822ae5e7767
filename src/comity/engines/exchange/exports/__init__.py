"""What is carried by hand or sent by e-mail: to another installation, or to an authority that has none."""

from comity.engines.exchange.exports.pages import Carried, carried_page, is_too_large, key_page
from comity.engines.exchange.exports.parcels import sealed_file


__all__ = ["Carried", "carried_page", "is_too_large", "key_page", "sealed_file"]
