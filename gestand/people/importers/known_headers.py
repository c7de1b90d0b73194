"""Headers known word for word (folded): Outlook and Google in Dutch and English, and lists that people keep.

Each line: a field, then the headers that fill it. "-" is for columns of those exports that no field takes.
"""

from __future__ import annotations

_LINES = """
client_name = name of person or company | naam van persoon of bedrijf | name | naam | klant | klantnaam | naam
    klant | relatie | relatienaam | debiteur | debiteurnaam | client | customer | customer name | client name
full_name = name of the person | naam van de persoon | full name | volledige naam | contactpersoon | contact |
    contact person | contact name | tav | t a v
given_name = first name | voornaam | given name | roepnaam | firstname
middle_name = middle name | middelste naam | additional name | tweede voornaam
name_prefix = tussenvoegsel | tussenvoegsels | voorvoegsel | voorvoegsels | tv | infix | prefix
family_name = last name | achternaam | family name | surname | familienaam | lastname
initials = initials | initialen | voorletters | voorletter | vl
salutation = title | titel | aanspreektitel | naamvoorvoegsel | aanhef | salutation
job_title = job title | functie | organization title | organisatietitel | function | rol | role
organisation = company | bedrijf | organization name | organisatienaam | bedrijfsnaam | firma | firmanaam |
    organisatie | organization | organisation | company name | business name | handelsnaam
kind = soort | type | soort klant | klanttype | kind
kvk_number = kvk | kvk nummer | kvknummer | kvk nr | k v k | chamber of commerce | coc | coc number
vat_id = btw | btw nummer | btwnummer | btw nr | btw id | vat | vat id | vat number
website = web page | personal web page | webpagina | persoonlijke webpagina | website | site | url | homepage |
    internet | www
phone = primary phone | hoofdtelefoon | telefoon | telefoonnummer | tel | telnr | tel nr | phone | phone number
    | telephone | telefoon vast | vast | vast nummer
phone:mobile = mobile phone | car phone | autotelefoon | mobiele telefoon | mobiel | mobiele nummer | mobiel
    nummer | mobiele telefoonnummer | gsm | 06 | 06 nummer | mobile | cell | cell phone
phone:work = business phone | business phone 2 | company main phone | hoofdtelefoon bedrijf | telefoon op werk |
    telefoon op werk 2
phone:home = home phone | home phone 2 | telefoon thuis | telefoon thuis 2
phone:other = other phone | andere telefoon
phone:fax = home fax | business fax | other fax | andere fax | fax op werk | fax thuis | fax | faxnummer
mail = e mail address | e mail 2 address | e mail 3 address
street = street with or without number | straat met of zonder nummer | adres | address | straat | straatnaam |
    street | street address | adresregel 1 | address line 1 | address 1
house_number = huisnummer | huisnr | nr | nummer | house number
house_number_addition = toevoeging | huisnummer toevoeging | huisnummertoevoeging | toev
address = volledig adres | full address
address_extra = adresregel 2 | address line 2 | address 2
postal_code = postcode | pc | zip | zip code | zipcode | postal code
city = plaats | woonplaats | vestigingsplaats | plaatsnaam | stad | city | town
region = provincie | province | state
country = land | country
started_on = klant sinds | klant vanaf | client since | customer since | ingangsdatum | begindatum | start date
categories = categories | categorieen | categorien | group membership | labels | categorie | category | groep |
    groepen | group | tags | label
note = notes | notities | opmerking | opmerkingen | notitie | memo | bijzonderheden | note | remarks | comments
    | toelichting | omschrijving
bsn = government id number | sofinummer | bsn | burgerservicenummer | sofi nummer | sofi
- = reason | reden | suffix | given yomi | surname yomi | nickname | department | pager | radio phone | telex |
    callback | isdn | tty tdd phone | assistants phone | referred by | account | billing information | directory
    server | mileage | location | office location | organizational id number | profession | keywords | priority
    | private | sensitivity | language | hobby | gender | spouse | children | user 1 | user 2 | user 3 | user 4
    | schools | managers name | assistants name | internet free busy | subject | achtervoegsel | afdeling |
    telefoon assistent | terugbellen | radiotelefoon | teksttelefoon | adreslijstserver | beroep |
    factuurinformatie | gebruiker 1 | gebruiker 2 | gebruiker 3 | gebruiker 4 | geslacht | gevoeligheid | hobbys
    | internet beschikbaarheidsinfo | kantoorlocatie | kinderen | locatie | naam assistent | naam manager |
    organisatie id | partner | prioriteit | prive | priv | referentie van | reisafstand | speciale datum | taal
    | trefwoorden | bijnaam | file as | opslaan als | short name | maiden name | occupation | photo | foto |
    organization department | organisatieafdeling | naamachtervoegsel | name suffix | gemeente
"""


def _read(lines: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for line in lines.strip().replace("\n    ", " ").splitlines():
        key, _, headers = line.partition(" = ")
        known |= dict.fromkeys((header.strip() for header in headers.split("|")), "" if key == "-" else key)
    return known


KNOWN_HEADERS: dict[str, str] = _read(_LINES)

#: Three of these, and it is Outlook's own export.
OUTLOOK_SIGNS = frozenset(
    header.strip()
    for header in """
    e mail address | e mail 2 address | e mail display name | business phone | business street | home street |
    other street | company main phone | mobile phone | home phone | business fax | organizational id number |
    internet free busy | e mailadres 2 | weergavenaam voor e mail | telefoon op werk | telefoon thuis | mobiele
    telefoon | hoofdtelefoon bedrijf | fax op werk | werkadres straat | huisadres straat | ander adres straat |
    land regio werk | business city | business postal code | given yomi
    """.replace("\n    ", " ").split("|")
)
