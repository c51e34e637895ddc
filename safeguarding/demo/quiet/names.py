"""Names as one meets them in an English town, by the family they could belong to. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from safeguarding.rules import codes


@dataclass(frozen=True, slots=True)
class Heritage:
    """Names that go together, with the census's ethnicity code and a first language."""

    share: int
    ethnicity: str
    language: str
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """A list of names out of one line; an underscore stands for a space."""
    return tuple(word.replace("_", " ") for word in text.split())


HERITAGES = (
    Heritage(
        60,
        "WBRI",
        "English",
        words(
            "Amelia Isla Evie Poppy Daisy Willow Elsie Ruby-Mae Lexi Scarlett Maddison Gracie Bethany Imogen "
            "Paige Tilly Lola-Rose Ava Harriet Chloe Summer Lacie Millie Erin"
        ),
        words(
            "Alfie Archie Riley Jayden Harley Mason Logan Theo Jenson Kayden Ollie Reggie Brandon Finley "
            "Toby "
            "Callan Ethan Bobby-Jay Zack Rowan Luke Dexter Corey Jude"
        ),
        words("Stacey Gemma Leanne Kerry Natalie Donna Becky Hayley Tracy Jade Chantelle Vicky Lindsey Emma"),
        words("Darren Ryan Carl Gavin Lee Stuart Scott Ashley Jason Kieron Wayne Ricky Mark Adam"),
        words(
            "Barraclough Hepworth Sutcliffe Ackroyd Greenhalgh Pilling Shackleton Entwistle Lumb Crabtree "
            "Holdsworth Ogden Bairstow Clegg Rawnsley Haigh Midgley Earnshaw Uttley Whiteley Butterworth "
            "Lomas "
            "Stansfield Priestley Hargreaves Marsland Wolstenholme Dewhirst Fielden Kershaw Naylor Ramsbottom"
        ),
    ),
    Heritage(
        12,
        "APKN",
        "Urdu",
        words("Aisha Zainab Maryam Hafsa Inaya Sumayyah Khadija Aleena Zara"),
        words("Ibrahim Yusuf Hamza Zayn Musa Bilal Adam Haris Eesa"),
        words("Shazia Nasreen Saima Rukhsana Farzana Uzma"),
        words("Tariq Imran Nadeem Shahid Asif Waqas"),
        words("Hussain Mahmood Akhtar Rafiq Chaudhry Mirza Qureshi Bashir"),
    ),
    Heritage(
        6,
        "WOTH",
        "Polish",
        words("Zuzanna Maja Oliwia Hanna Nikola Wiktoria"),
        words("Jakub Antoni Filip Szymon Kacper Oskar"),
        words("Agnieszka Katarzyna Małgorzata Joanna"),
        words("Paweł Tomasz Krzysztof Marcin"),
        words("Wiśniewski Kowalczyk Zieliński Dąbrowski Wójcik"),
    ),
    Heritage(
        6,
        "BAFR",
        "English",
        words("Adaeze Chidera Temitope Abena Esi Nyasha"),
        words("Chukwuemeka Tobi Kwabena Tendai Emeka Kofi"),
        words("Ngozi Folake Efua Blessing Rudo"),
        words("Olumide Kwesi Chinedu Tapiwa Samuel"),
        words("Adebayo Okonkwo Boakye Chikwanha Ezeani Amponsah"),
    ),
    Heritage(
        5,
        "MWBC",
        "English",
        words("Tiana Shanelle Kiarna Amara Jasmine"),
        words("Tyrese Kymani Jaheim Rio Malachi"),
        words("Denise Sherelle Marcia Tanya"),
        words("Delroy Leroy Jermaine Curtis"),
        words("Pinnock Gayle Blackwood Lindo Facey"),
    ),
    Heritage(
        4,
        "ABAN",
        "Sylheti",
        words("Tasnim Nusrat Rumana Sadia"),
        words("Rafi Tahmid Nabil Sakib"),
        words("Shirin Rehana Nazma"),
        words("Abdul_Malik Shafiq Kamal"),
        words("Miah Begum-Ali Chowdhury Uddin"),
    ),
    Heritage(
        4,
        "WROM",
        "Romani",
        words("Esmeralda Ramona Denisa Ionela"),
        words("Florin Ionuț Marian Darius"),
        words("Mihaela Rodica Lăcrămioara"),
        words("Gheorghe Costel Vasile"),
        words("Lăcătuș Ciurar Munteanu Căldăraru"),
    ),
    Heritage(
        3,
        "OOTH",
        "Arabic",
        words("Rahaf Lamar Nour Sidra"),
        words("Omar Anas Laith Yazan"),
        words("Hanan Rania Samar"),
        words("Khaled Mahmoud Ayman"),
        words("Al-Masri Haddad al-Khatib Darwish"),
    ),
)

STREETS = (
    "Alma Street",
    "Bobbin Lane",
    "Carder Close",
    "Cloth Hall Road",
    "Dyehouse Lane",
    "Fuller's Yard",
    "Gasworks Road",
    "Heather Bank",
    "Inkerman Terrace",
    "Jubilee Avenue",
    "Kiln Street",
    "Loom Street",
    "Moorside Crescent",
    "Nettle Grove",
    "Old Tannery Way",
    "Primrose Mount",
    "Queen's Drive",
    "Rope Walk",
    "Shuttle Street",
    "Tenter Hill",
    "Upper Mill Lane",
    "Viaduct Street",
    "Whin Bank",
)
_POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def heritage(random: Random) -> Heritage:
    """One of them, by its share."""
    return random.choices(HERITAGES, [each.share for each in HERITAGES])[0]


def address(random: Random) -> tuple[str, str]:
    """Lines and postcode of an address; NM is no postal area."""
    flat = f"Flat {random.randint(1, 12)}, " if random.random() < 0.25 else ""
    lines = f"{flat}{random.randint(1, 140)} {random.choice(STREETS)}, Northmoor"
    tail = random.choice(_POSTCODE_LETTERS) + random.choice(_POSTCODE_LETTERS)
    return lines, f"NM{random.randint(1, 9)} {random.randint(1, 9)}{tail}"


def nhs_number(random: Random) -> str:
    """A number of the range that is kept for tests (999), with a right check digit."""
    while True:
        number = f"999{random.randint(0, 9_999_999):07d}"
        if codes.nhs_number_valid(number):
            return number


def upn(random: Random) -> str:
    """A unique pupil number with its right check letter; no local authority has the number 000."""
    digits = f"000{random.randint(0, 999_999_999):09d}"
    return codes.upn_check_letter(f"A{digits}") + digits
