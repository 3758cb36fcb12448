"""The sample programme: sixty invented partners over thirty months, and the generator that wrote them."""
