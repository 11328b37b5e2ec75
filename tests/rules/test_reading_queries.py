"""What people type, English and Spanish -> the words that remain and the parts that are understood."""

import pytest

from directory.search.reading.reader import read
from tests.rules.reading import seed_lexicon

# query | words that remain | keys of the parts, in the order typed
TABLE = """
    free math games for 3rd graders | | price:free subject:mathematics product-kind:game level:grade-3
    3rd grade reading | | level:grade-3 subject:reading
    third graders | | level:grade-3
    grade 3 science | | level:grade-3 subject:science
    grades 3-5 math | | level:3-5 subject:mathematics
    k-2 | | level:k-2
    K12 | | level:prek-12
    kindergartners phonics | | level:kindergarten subject:phonics
    ages 7-9 | | level:grade-2..grade-4
    8 year olds | | level:grade-3
    para niños de 7 a 9 años | | level:grade-2..grade-4
    high school chemistry | | level:9-12 subject:chemistry
    middle schoolers | | level:6-8
    GED | | level:adult
    adult learners | | level:adult
    college algebra | | level:postsecondary subject:algebra
    elementary | | level:kindergarten..grade-5
    prek-2 | | level:pre-k..grade-2
    pre-k to 2nd grade | | level:pre-k..grade-2
    de 3.º a 5.º grado | | level:3-5
    primer grado matemáticas | | level:grade-1 subject:mathematics
    really free fractions | | price:really-free subject:fractions
    open source LMS | | price:open-source product-kind:lms
    gratis | | price:free
    juegos de matemáticas gratis para niños de primaria | | product-kind:game subject:mathematics price:free level:kindergarten..grade-5
    sin costo | | price:free
    works on slow internet | | offline:low-bandwidth
    no wifi | | offline:full
    ipad drawing | | platform:ios subject:visual-arts
    in Spanish | | language:spanish
    learn Spanish | | subject:world-languages
    Spanish class | | subject:world-languages
    spanish | spanish |
    aprender francés | | subject:world-languages
    en español | | language:spanish
    teacher | teacher |
    for teachers | | audience:teacher
    tools for parents | | audience:family
    para maestros | | audience:teacher
    LTI | | standard:lti
    clever | | standard:clever
    Clever SSO | | standard:clever
    screen reader | | accessibility-feature:screen-reader
    blind students | | population:blind-low-vision
    dyslexia | | population:dyslexia
    FERPA compliant | | law:ferpa
    companies in California | | kind:companies place:california
    nonprofits in Sweden | | kind:nonprofits place:sweden
    who founded Khan Academy | khan academy | kind:person
    people | | kind:person
    founder of code.org | code.org | kind:person
    grants for teachers |  | opportunity-kind:grant
    accelerators | | kind:accelerators
    contest | | kind:contests
    best apps | best apps |
    app | app |
    reading | | subject:reading
    library | library |
    art | | subject:arts
    free | | price:free
    english | | subject:english-language-arts
    universe | universe |
    animals | animals |
    organize notes | organize notes |
    community garden | community garden |
    school communication app | | product-kind:communication
    programs for coding | | subject:coding
    free and paid | | price:free price:paid
    kindergarten and college | | level:kindergarten level:postsecondary
    ages 13+ | | level:grade-8..adult
    ages 13 and up | | level:grade-8..adult
    5 to 7 year olds | | level:k-2
    4th and 5th grade math | | level:grade-4..grade-5 subject:mathematics
    free trial | | price:free-trial
    something to help my kids with fractions |  | audience:family subject:fractions
    necesito una aplicación para aprender a leer | | subject:reading
    GED math free offline | | level:adult subject:mathematics price:free offline:full
    flashcards | | product-kind:study-tool
    "learn spanish" app | |
    math -games free | | subject:mathematics price:free
    news | news |
    physical education | | subject:health-physical-education
    autism communication app | | population:autism product-kind:communication
    apps for 3rd grade teachers | teachers | level:grade-3
    free apps for kindergarten teachers | teachers | price:free level:kindergarten
    programs to help struggling readers in 2nd grade | | subject:reading level:grade-2
    spelling practice for second graders | | subject:vocabulary product-kind:practice level:grade-2
    tools that work offline for rural schools | | offline:full population:rural
    interactive whiteboard | | product-kind:classroom-tool
    grammar worksheets in spanish for high school |  | subject:writing product-kind:practice language:spanish level:9-12
    bilingual books for kids | books | language:bilingual
    parent teacher communication app in spanish | | need:parent-communication language:spanish
    quiz games like kahoot | kahoot | product-kind:game
    ai lesson planner | | subject:artificial-intelligence product-kind:curriculum
    chromebook typing games free | | platform:chromebook subject:keyboarding price:free
    science simulations middle school | | subject:science product-kind:simulation level:6-8
    multiplication facts 3rd grade ipad |  | subject:arithmetic level:grade-3 platform:ios
    speech therapy app for autistic kids | | subject:speech-communication population:autism
    text to speech for dyslexic students | | accessibility-feature:text-to-speech population:dyslexia
    captions for deaf students |  | accessibility-feature:captions
    coding for 10 year olds without internet | | subject:coding level:grade-5 offline:full
    robotics kits for high school |  | subject:robotics+product-kind:hardware level:9-12
    free LMS with SSO | | price:free product-kind:lms product-kind:identity-rostering
    LMS open source LTI | | product-kind:lms price:open-source standard:lti
    LTI 1.3 | | standard:lti-1-3
    works with google classroom | | standard:google-sign-in
    google classroom | google |
    math in vietnamese | | subject:mathematics language:vietnamese
    US history high school | | subject:history level:9-12
    esl for adults | | population:english-learners level:adult
    GED prep in spanish | | level:adult language:spanish
    college and career readiness | | need:college-planning
    student information system open source | | product-kind:sis price:open-source
    homework help | | product-kind:tutoring
    SBIR grants | | kind:sbir
    funding for rural schools | | kind:grants population:rural
    edtech accelerators |  | opportunity-kind:accelerator+organization-kind:accelerator
    edtech startups in israel | | kind:companies place:israel
    nonprofit organizations that teach coding | | kind:nonprofits subject:coding
    who created scratch | scratch | kind:person
    founders of duolingo | duolingo | kind:person
    people who work on open source | | kind:person price:open-source
    FERPA | | law:ferpa
    COPPA compliant games | | law:coppa product-kind:game
    evidence based reading intervention | | evidence-tier:evidence subject:reading use:intervention
    juegos educativos para preescolar | | product-kind:game level:preschool..pre-k
    matemáticas tercer grado | | subject:mathematics level:grade-3
    lectura para niños de 6 años | | subject:reading level:grade-1
    cursos de inglés para adultos gratis | | subject:english-language-development level:adult price:free
    aplicaciones sin internet para primaria | | offline:full level:kindergarten..grade-5
    herramientas para maestros gratis | | audience:teacher price:free
    recursos para padres en español | | audience:family language:spanish
    fracciones quinto grado | | subject:fractions level:grade-5
    programación para niños de 8 a 10 años | | subject:coding level:3-5
    lector de pantalla | | accessibility-feature:screen-reader
    educación especial | | population:disabilities
    empresas en México | | kind:companies place:mexico
    fundador de Khan Academy | khan academy | kind:person
    becas para docentes | | kind:fellowships
    subvenciones para escuelas | | kind:grant
    -free math | | subject:mathematics
    "free" math | free | subject:mathematics
    "grade 3" math | | subject:mathematics
    ad free games | ad free | product-kind:game
    distraction free writing | distraction free | subject:writing
    free response questions | free response questions |
    case management | case management |
    early childhood literacy | | level:early-learning subject:english-language-arts
    SEL for middle school | | subject:social-emotional-learning level:6-8
    social emotional learning k-5 |  | subject:social-emotional-learning level:k-2+level:3-5
    cheap typing app | | subject:keyboarding
    math games no ads | ads | subject:mathematics product-kind:game
    algebra 1 | | subject:algebra
    algebra 2 | | subject:algebra
    pre-algebra | | subject:algebra
    AP biology |  | subject:biology
    3D printing | | subject:engineering
    for students | students |
    students | students |
    teachers | teachers |
    kids | kids |
    parents | parents |
    tutor for my son who struggles with algebra |  | product-kind:tutoring audience:family subject:algebra
    i need something free to teach my kindergartners phonics | | price:free level:kindergarten subject:phonics
    what is the best free app for learning french | | price:free subject:world-languages
    mac | | platform:macos
    phone | | platform:phone
    music theory | | subject:music
    drawing on ipad | | subject:visual-arts platform:ios
    space | space |
    books | books |
    history of mathematics | | subject:history subject:mathematics
    women who founded edtech companies | women | kind:person
    grants for edtech startups | | kind:grant audience:entrepreneur
    companies that make math games | | kind:companies subject:mathematics product-kind:game
    Spanish speaking parents | | language:spanish
    learn english | | subject:english-language-development
    english as a second language | | subject:english-language-development
    english class | | subject:english-language-arts
    in English | | language:english
    subtítulos | | accessibility-feature:captions
    digital citizenship | | subject:digital-citizenship
    internet safety | | subject:digital-citizenship
    keyboard | keyboard |
    switch | switch |
    screen reader accessible math | | accessibility-feature:screen-reader subject:mathematics
    works with jaws | | accessibility-feature:screen-reader
    accessible math | | need:accessible subject:mathematics
    grades 6-12 | | level:grade-6..grade-12
    9-12 | | level:9-12
    6-8 science | | level:6-8 subject:science
    k-5 literacy |  | level:k-2+level:3-5 subject:english-language-arts
    K-8 | | level:kindergarten..grade-8
    toddlers abc |  | level:infant-toddler subject:phonics
    0-3 years | | level:infant-toddler..preschool
    ages 3 to 5 | | level:preschool..kindergarten
    18 year olds | | level:postsecondary..adult
    second grade | | level:grade-2
    the second world war | second world war |
    third party cookies | third party cookies |
    high school | | level:9-12
    university | | level:postsecondary
    universities | | kind:universities
    elementary school science games | | level:kindergarten..grade-5 subject:science product-kind:game
    primaria | | level:kindergarten..grade-5
    secundaria | | level:grade-6..grade-12
    segundo de primaria | | level:grade-2
    preescolar | | level:preschool..pre-k
    niños de 4 años |  | level:pre-k
    the best free app for learning french | | price:free subject:world-languages
    free apps | | price:free
    school leaders | leaders |
    new york | new york |
    math in new york | | subject:mathematics place:new-york
    great people | | kind:person
    his math | | subject:mathematics
    their | their |
    products | | kind:product
    best products | best products |
    product design |  | subject:engineering
    app para niños | app ninos |
    Chinese | chinese |
    kids under 5 | | level:infant-toddler..kindergarten
    startups | | kind:companies
    librarians | librarians |
    reading and writing |  | subject:english-language-arts
    math and science 6th grade | | subject:mathematics subject:science level:grade-6
    apps | apps |
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("query", "words", "keys"), ROWS, ids=[row[0] for row in ROWS])
def test_a_query_is_read(query: str, words: str, keys: str) -> None:
    reading = read(query, seed_lexicon())
    assert " ".join(part.key for part in reading.understood) == keys
    assert " ".join(reading.text.words) == words


def test_the_table_is_long() -> None:
    assert len(ROWS) >= 200
