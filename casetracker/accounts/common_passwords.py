"""Passwords that are guessed first, of those long enough to be typed; compared without case and spaces."""

COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789123 123123123123 121212121212 112233445566
    098765432109 987654321098 111222333444 102030405060 147258369147 159753159753 1qaz2wsx3edc
    1q2w3e4r5t6y 1q2w3e4r5t6y7u q1w2e3r4t5y6 qwertyuiop12 qwertyuiop123 qwertyuiop[] qwerty123456
    qwerty1234567 qwertyqwerty qazwsxedcrfv asdfghjkl123 asdfghjkl;'\\ zxcvbnm12345 zxcvbnmasdfg
    password1234 password12345 password123456 passwordpassword p@ssw0rd1234 passw0rd1234 mypassword12
    administrator administrator1 administrator123 admin1234567 adminadminadmin admin123456789
    welcome12345 welcome123456 letmein12345 letmeinplease iloveyou1234 iloveyouiloveyou changeme1234
    changemenow1 trustno1trustno1 superman1234 football1234 sunshine1234 princess1234 dragon123456
    monkey123456 abcdefghijkl abcdefgh1234 abcd12345678 abc123abc123 a1b2c3d4e5f6 aaaaaaaaaaaa
    correcthorsebatterystaple secretsecret secretpassword testtesttest test12345678 temporary123
    kazakhstan01 kazakhstan12 kazakhstan123 kazakhstan2022 kazakhstan2024 kazakhstan2025 kazakhstan2026
    astana123456 almaty123456 nursultan123 qazaqstan123 qazaqstan2022 election2022 election2024
    elections2022 elections2024 elections2026 commission12 commission123 izbirkom1234 vybory202222
    пароль123456 парольпароль йцукенгшщзхъ йцукен123456 фывапролджэ1 қазақстан123 казахстан123
    құпиясөз1234 админ1234567 администратор администратор1
    """.split()  # noqa: SIM905 - a list of hundred quoted words is harder to read
)
