"""Invented names, streets and sentences from which the demo is put together."""

from __future__ import annotations

GIVEN_NAMES = (
    "Anneke Bas Carla Daan Eva Femke Gijs Hanneke Ilse Jan Karin Lars Marieke Niels Olga Peter Quinten Roos Sander "
    "Tessa Umut Vera Willem Xandra Yara Zeger Ahmed Fatima Joost Lotte Maarten Noor Ruben Sanne Thijs Wouter Bram Els "
    "Freek Greet Henk Ingrid Kees Leontien Mohamed Nienke Pim Riet Stefan Truus Aisha Boris Chantal Dirk Emiel"
).split()

#: (prefix, family name)
FAMILY_NAMES = [
    ("", "Jansen"), ("de", "Groot"), ("van den", "Berg"), ("van", "Dijk"), ("", "Bakker"), ("", "Visser"),
    ("", "Smit"), ("", "Meijer"), ("de", "Boer"), ("", "Mulder"), ("de", "Vries"), ("van der", "Meer"),
    ("", "Bos"), ("", "Vos"), ("", "Peters"), ("", "Hendriks"), ("van", "Leeuwen"), ("", "Dekker"),
    ("", "Brouwer"), ("de", "Wit"), ("", "Dijkstra"), ("", "Smits"), ("de", "Graaf"), ("van der", "Linden"),
    ("", "Kok"), ("", "Jacobs"), ("", "Vermeulen"), ("van den", "Heuvel"), ("van der", "Veen"), ("", "Schouten"),
    ("", "Willems"), ("", "Hoekstra"), ("", "Koster"), ("", "Prins"), ("", "Huisman"), ("", "Peeters"),
    ("", "Kuipers"), ("", "Yılmaz"), ("el", "Idrissi"), ("", "Müller"), ("", "Øster"), ("ten", "Brink"),
    ("ter", "Haar"), ("in 't", "Veld"), ("van 't", "Hof"), ("", "Postma"), ("", "Sanders"), ("", "Blom"),
]  # fmt: skip

BUSINESSES = [
    ("Bakkerij", "Het Zoute Brood"), ("Garage", "Knal"), ("Praktijk", "Het Voorbeeld"), ("Bloemist", "De Stengel"),
    ("Fietsenmaker", "Krom Wiel"), ("Kapsalon", "Kort Verhaal"), ("Boekhandel", "De Vouw"), ("Notariskantoor", "Stempel"),
    ("Slagerij", "Ossenhaas"), ("Administratiekantoor", "Debet"), ("Tandarts", "Glimlach"), ("Hovenier", "Groene Vinger"),
    ("Café", "De Laatste Ronde"), ("Schildersbedrijf", "Kwast"), ("Drukkerij", "Inktvlek"), ("Kinderopvang", "Hinkelpad"),
    ("Architect", "Rechte Hoek"), ("Dierenkliniek", "Natte Neus"), ("Wijnhandel", "Kurk"), ("Dansschool", "Derde Pas"),
    ("Meubelmaker", "Zwaluwstaart"), ("Fysiotherapie", "Soepel"), ("Muziekschool", "Halve Noot"), ("Makelaar", "Sleutelbos"),
]  # fmt: skip

STREETS = (
    "Dorpsstraat,Voorbeeldlaan,Kerkweg,Molenpad,Lindelaan,Stationsweg,Prinsenlaan,Beukenhof,Achterdijk,Zonnebloemstraat,"
    "Julianaplein,Waterloolaan,Tuinstraat,Merelhof,Schoolstraat,Nieuwe Gracht,Wilgenlaan,Hoge Weg,Parkzicht,Oude Dijk"
).split(",")

#: Postal codes end in letters that none has (F, I, O, Q, U and Y are left out), so that no letter can arrive.
TOWNS = [
    ("Bilthoven", "3723", "030"), ("De Bilt", "3731", "030"), ("Utrecht", "3512", "030"), ("Zeist", "3701", "030"),
    ("Maartensdijk", "3738", "0346"), ("Den Dolder", "3734", "030"), ("Soest", "3761", "035"), ("Bunnik", "3981", "030"),
    ("Groenekan", "3737", "0346"), ("Baarn", "3741", "035"),
]  # fmt: skip
UNUSED_LETTERS = ("QQ", "QY", "UQ")

#: (kind, direction, subject, text, minutes)
CONVERSATIONS = [
    ("call", "in", "Printer", "Printer drukt alleen nog halve pagina's af. Stuurprogramma opnieuw geïnstalleerd, werkt weer.", 12),
    ("call", "in", "Wifi", "Wifi valt boven steeds weg. Kanaal gewijzigd, afgesproken om een week af te wachten.", 9),
    ("call", "in", "Nieuwe laptop", "Vraagt advies over een nieuwe laptop voor fotobewerking. Offerte beloofd voor vrijdag.", 14),
    ("call", "out", "Terugbellen back-up", "De back-up van zondag is gelukt. Hersteltest ingepland.", 4),
    ("call", "in", "Mail komt niet aan", "Mail naar een leverancier komt terug. Adres was verkeerd gespeld.", 6),
    ("call", "in", "Verdacht bericht", "Kreeg een sms over een pakket. Niet op geklikt. Uitgelegd hoe je zulke berichten herkent.", 7),
    ("call", "in", "Wachtwoord", "Komt niet meer in de mail. Samen een nieuw wachtwoord ingesteld en tweede factor gecontroleerd.", 18),
    ("mail", "in", "Vraag over abonnement", "Wil weten of het abonnement voor de telefooncentrale nog loopt. Opgezocht: tot en met maart.", None),
    ("mail", "out", "Verslag van het bezoek", "Verslag gestuurd: router bijgewerkt, twee pc's van nieuwe schijven voorzien, oude schijven gewist.", None),
    ("mail", "out", "Offerte", "Offerte gestuurd voor een nieuwe NAS met twee schijven van 8 TB.", None),
    ("mail", "in", "Akkoord", "Akkoord op de offerte, graag voor de vakantie.", None),
    ("visit", "none", "Onderhoud", "Halfjaarlijks onderhoud. Alle pc's bijgewerkt, UPS getest, stof verwijderd.", 75),
    ("visit", "none", "Nieuwe werkplek", "Nieuwe laptop afgeleverd en ingericht. Gegevens overgezet, oude laptop gewist.", 120),
    ("visit", "none", "Storing", "Kassa startte niet op na een stroomstoring. Voeding vervangen, leenkassa mee teruggenomen.", 55),
    ("letter", "out", "Opzegging provider", "Opzegging van de oude internetaansluiting verstuurd, per 1 van de maand.", None),
    ("note", "none", "Afspraak", "Sleutel ligt bij de buren op nummer 14. Hond blaft, doet niets.", None),
    ("note", "none", "Let op", "Wil liever gemaild dan gebeld worden op woensdag.", None),
]  # fmt: skip

#: Rarer words, so that a large demo has a realistic vocabulary.
DETAILS = (
    "scanner,toetsenbord,monitor,accu,glasvezel,meterkast,switch,accesspoint,telefooncentrale,boekhoudpakket,agenda,"
    "gedeelde map,fotoboek,webwinkel,pinautomaat,camera,thermostaat,zonnepanelen,dockingstation,headset,projector,"
    "nieuwsbrief,domeinnaam,certificaat,spamfilter,back-up,harde schijf,geheugen,ventilator,stekkerdoos"
).split(",")
