"""What a page is made of: components, figures, formats and ids, as pure functions of plain values."""
