"""Documents on paper: one plain shape of headings, paragraphs, tables and fields, written as Word and as PDF."""
