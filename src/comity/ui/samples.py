"""What the style guide shows: sentences of our own, in the six languages, that stand where law and treaties will."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sample:
    """One language's words for the style guide."""

    treaty: str
    article: str
    summary: tuple[str, str, str]  # before, at and after what was searched for
    article_kind: str
    law_kind: str
    law: str
    state: str
    query: str
    paragraphs: tuple[str, str, str]
    points: tuple[str, str]
    party: str
    signatory: str
    neither: str


SAMPLES: Final[dict[str, Sample]] = {
    "en": Sample(
        treaty="United Nations Convention against Transnational Organized Crime",
        article="Mutual legal assistance",
        summary=(
            "States give one another the widest ",
            "legal assistance",
            " in investigations, prosecutions and trials.",
        ),
        article_kind="Treaty article",
        law_kind="Provision",
        law="Criminal Code",
        state="Italy",
        query="legal assistance",
        paragraphs=(
            "Whoever conceals the origin of property, knowing that it comes from a crime, commits an offence.",
            "The same applies to whoever, with that knowledge:",
            "It makes no difference in which State the first crime was committed, if it is a crime there and here.",
        ),
        points=("converts or transfers the property;", "helps another person to escape the consequences."),
        party="Party",
        signatory="Signed, not yet bound",
        neither="Not a party",
    ),
    "fr": Sample(
        treaty="Convention des Nations Unies contre la criminalité transnationale organisée",
        article="Entraide judiciaire",
        summary=(
            "Les États s’accordent l’",
            "entraide judiciaire",
            " la plus large dans les enquêtes, poursuites et procès.",
        ),
        article_kind="Article de traité",
        law_kind="Disposition",
        law="Code pénal",
        state="Italie",
        query="entraide judiciaire",
        paragraphs=(
            "Commet une infraction quiconque dissimule l’origine de biens qu’il sait provenir d’un crime.",
            "Il en va de même de quiconque, en connaissance de cause :",
            "Peu importe l’État où le premier crime a été commis, s’il y est punissable comme il l’est ici.",
        ),
        points=("convertit ou transfère ces biens ;", "aide autrui à échapper aux conséquences."),
        party="Partie",
        signatory="Signataire, pas encore liée",
        neither="Non partie",
    ),
    "es": Sample(
        treaty="Convención de las Naciones Unidas contra la Delincuencia Organizada Transnacional",
        article="Asistencia judicial recíproca",
        summary=(
            "Los Estados se prestan la más amplia ",
            "asistencia judicial",
            " en investigaciones, procesos y juicios.",
        ),
        article_kind="Artículo de tratado",
        law_kind="Disposición",
        law="Código Penal",
        state="Italia",
        query="asistencia judicial",
        paragraphs=(
            "Comete delito quien oculta el origen de bienes sabiendo que proceden de un crimen.",
            "Lo mismo se aplica a quien, con ese conocimiento:",
            "No importa en qué Estado se cometió el primer delito, si es punible allí y aquí.",
        ),
        points=("convierte o transfiere los bienes;", "ayuda a otra persona a eludir las consecuencias."),
        party="Parte",
        signatory="Firmante, aún no obligada",
        neither="No es parte",
    ),
    "ru": Sample(
        treaty="Конвенция Организации Объединенных Наций против транснациональной организованной преступности",
        article="Взаимная правовая помощь",
        summary=("Государства оказывают друг другу самую широкую ", "правовую помощь", " в расследованиях и суде."),
        article_kind="Статья договора",
        law_kind="Положение",
        law="Уголовный кодекс",
        state="Италия",
        query="правовая помощь",
        paragraphs=(
            "Преступление совершает тот, кто скрывает происхождение имущества, зная, что оно добыто преступным путем.",
            "То же относится к тому, кто, зная это:",
            "Не имеет значения, в каком государстве совершено первое преступление, если оно наказуемо и там, и здесь.",
        ),
        points=("преобразует или передает имущество;", "помогает другому лицу избежать последствий."),
        party="Участник",
        signatory="Подписано, еще не обязательно",
        neither="Не участвует",
    ),
    "zh": Sample(
        treaty="联合国打击跨国有组织犯罪公约",
        article="司法协助",
        summary=("各国在侦查、起诉和审判中相互提供最广泛的", "司法协助", "。"),
        article_kind="条约条款",
        law_kind="法律条文",
        law="刑法典",
        state="意大利",
        query="司法协助",
        paragraphs=(
            "明知财产来自犯罪而隐瞒其来源的人，构成犯罪。",
            "明知上述情况而有下列行为之一的，亦同：",
            "先前的犯罪无论发生在哪个国家，只要在该国和本国均应受处罚，即不影响本条的适用。",
        ),
        points=("转换或者转让该财产；", "帮助他人逃避法律后果。"),
        party="缔约国",
        signatory="已签署，尚未受约束",
        neither="非缔约国",
    ),
    "ar": Sample(
        treaty="اتفاقية الأمم المتحدة لمكافحة الجريمة المنظمة عبر الوطنية",
        article="المساعدة القانونية المتبادلة",
        summary=("تقدم الدول بعضها لبعض أوسع قدر من ", "المساعدة القانونية", " في التحقيق والملاحقة والمحاكمة."),
        article_kind="مادة من معاهدة",
        law_kind="حكم قانوني",
        law="قانون العقوبات",
        state="إيطاليا",
        query="المساعدة القانونية",
        paragraphs=(
            "يرتكب جريمة كل من أخفى مصدر أموال وهو يعلم أنها متأتية من جريمة.",
            "ويسري ذلك أيضا على كل من قام، مع علمه بذلك، بما يلي:",
            "ولا عبرة بالدولة التي ارتكبت فيها الجريمة الأولى متى كان الفعل معاقبا عليه فيها وهنا.",
        ),
        points=("تحويل تلك الأموال أو نقلها؛", "مساعدة شخص آخر على الإفلات من العواقب."),
        party="طرف",
        signatory="موقعة ولم تلتزم بعد",
        neither="ليست طرفا",
    ),
}
