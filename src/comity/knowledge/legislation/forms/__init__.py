"""What is typed about laws: what a provision is about, and a provision by itself."""

from comity.knowledge.legislation.forms.annotating import AnnotationForm, article_named
from comity.knowledge.legislation.forms.provisions import PARTS


__all__ = ["PARTS", "AnnotationForm", "article_named"]
