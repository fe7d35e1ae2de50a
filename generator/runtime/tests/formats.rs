//! The formats, each with what it accepts and what it refuses.

use runtime::format::Format;
use runtime::idn;
use runtime::schema::Number;

#[track_caller]
fn format(format: Format, accepted: &[&str], refused: &[&str]) {
    for text in accepted {
        assert!(format.check(text), "{} {text:?}", format.name());
    }
    for text in refused {
        assert!(!format.check(text), "{} {text:?}", format.name());
    }
}

#[test]
fn dates_and_times() {
    format(
        Format::DateTime,
        &[
            "2024-09-12T08:15:34.123Z",
            "2024-02-29t00:00:00z",
            "1985-04-12T23:20:50.52+05:30",
            "1998-12-31T23:59:60Z",
            "1998-12-31T15:59:60.5-08:00",
            "0000-01-01T00:00:00Z",
        ],
        &[
            "2023-02-29T00:00:00Z",
            "2024-09-12 08:15:34Z",
            "2024-09-12T08:15:34",
            "2024-09-12T08:15Z",
            "2024-09-12T24:00:00Z",
            "2024-09-12T08:15:34.Z",
            "1998-12-31T22:59:60Z",
            "1998-12-31T23:59:61Z",
            "2024-09-12T08:15:34+24:00",
            "2024-09-12T08:15:34+0530",
            "2024-9-12T08:15:34Z",
            "+024-09-12T08:15:34Z",
            "2024-09-1\u{0662}T08:15:34Z",
            "2024-09-12T08:15:34Z ",
            "",
            "é2024-09-12T08:15:34Z",
        ],
    );
    format(
        Format::Date,
        &["2024-02-29", "9999-12-31"],
        &["2024-13-01", "2024-00-01", "2024-04-31", "20240229", "-"],
    );
    format(
        Format::Time,
        &["12:00:00Z", "23:59:59.999999999999-01:00"],
        &["12:00Z", "12:00:00", "12:60:00Z", "Z"],
    );
    format(
        Format::Duration,
        &["P1Y2M3DT4H5M6S", "P2W", "PT36H", "P1D", "PT0S", "P4DT12H30M5S"],
        &["P", "PT", "P1DT", "1D", "P1H", "PT1D", "P1Y1D", "P1W2D", "PT0.5S", "P-1D", "P1D2D", "PD", "p1d"],
    );
}

#[test]
fn mailboxes_and_hosts() {
    format(
        Format::Email,
        &["a@b", "joe.o'neil+x@mail.example.com", r#""a b\"c"@example.com"#, "x@[127.0.0.1]", "x@[IPv6:::1]"],
        &[
            "",
            "@",
            "a@",
            "@b",
            "a",
            "a..b@c",
            ".a@c",
            "a.@c",
            "a b@c",
            "a@b_c",
            "a@-b",
            "a@b..c",
            "é@example.com",
            r#""a"b"@c"#,
            r#""a\"@c"#,
            r#""@c"#,
            "x@[127.0.0.256]",
            "a@b@c",
            "a@b\n",
        ],
    );
    let label = "a".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    format(
        idn::HOSTNAME,
        &["a", "example.com", "3com.com", "xn--nxasmq6b", "a-b.c--d", &label, &longest],
        &[
            "",
            ".",
            "a.",
            "-a",
            "a-",
            "a_b",
            "a b",
            "é.com",
            &format!("{label}a"),
            &format!("{longest}a"),
            "a..b",
            // Punycode that is none, that stands for ASCII, that stands for what no label may have.
            "xn--0",
            "XN--abc-",
            "a.xn--n3h.com",
        ],
    );
    format(
        Format::Ipv4,
        &["0.0.0.0", "255.255.255.255"],
        &["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4 ", "0x7f.1"],
    );
    format(
        Format::Ipv6,
        &["::", "::1", "2001:db8::ff00:42:8329", "::ffff:1.2.3.4"],
        &[":", "1::2::3", "::1%eth0"],
    );
}

#[test]
fn uris() {
    let absolute = [
        "https://example.com/a%20b?c=d#e",
        "urn:isbn:0451450523",
        "mailto:a@b.c",
        "http://user:pw@[::1]:8080/",
        "http://[v1.fe:80]/",
        "file:///etc/hosts",
        "tel:+1-816-555-1212",
        "a:",
    ];
    let relative = ["", "/a/b", "a/b:c", "?q", "#f", "//host/path", "../x", "./a:b"];
    let neither = [
        "http://a b",
        "http://a/%zz",
        "http://a/%2",
        "http://[::1",
        "http://[::g]/",
        "http://a:80x/",
        "1http://a",
        ":a",
        "http://a/<x>",
        "http://a/é",
        "a\\b",
        "http://a#b#c",
        "http://a@b@c/",
        "http://a/[x]",
    ];
    format(Format::Uri, &absolute, &relative);
    format(Format::Uri, &[], &neither);
    format(Format::UriReference, &absolute, &neither);
    format(Format::UriReference, &relative, &[]);
    format(
        Format::HttpsUrl,
        &[
            "https://example.com",
            "https://a-b.example/x_y/~z?p=1&q",
            "HTTPS://example.com:443/hook?x#y",
            "https://u@[::1]/",
            "https://exämple.com/é/日本?q=𝒳#ü",
        ],
        &[
            "https://example.com/\u{85}",
            "https://example.com/\u{FFFE}",
            "https://example.com/\u{E000}",
            "https://example.com/é é",
            "httpś://example.com",
            "http://example.com",
            "https:example.com",
            "https://",
            "https:///path",
            "https://?query",
            "https://example.com/a b",
            "https://example.com/a?b=<c>",
            "https://:443",
            "example.com",
            "",
        ],
    );
}

#[test]
fn encodings_and_syntaxes() {
    format(
        Format::Uuid,
        &["2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2EB8AA08-AA98-11EA-B4AA-73B441D16380"],
        &[
            "2eb8aa08aa9811eab4aa73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
            "2eb8aa08-aa98-11eab4aa-73b441d163801",
        ],
    );
    format(
        Format::Byte,
        &["", "YQ==", "YWI=", "YWJj", "+/+/"],
        &["YQ=", "YQ", "Y===", "====", "YWJj\n", "-_-_", "YQ==YQ=="],
    );
    format(Format::JsonPointer, &["", "/", "/a~0b~1c", "/é"], &["a", "#/a", "/a~", "/a~2"]);
    format(
        Format::RelativeJsonPointer,
        &["1", "0/foo/bar", "2/0/baz/1/zip", "0#", "120/foo", "0/"],
        &["", "/foo", "-1/foo", "+1/foo", "0##", "01/a", "01#", "#", "1a", "1\u{0661}"],
    );
    format(Format::Regex, &["^a+$", r"\p{L}", "(?<n>a)"], &["(", "a**", r"\a"]);
}

#[test]
fn numbers() {
    let (int32, int64, float) = (Format::Int32, Format::Int64, Format::Float);
    assert!(int32.check_number(Number::Integer(i32::MIN.into())) && int32.check_number(Number::Float(1.0)));
    assert!(!int32.check_number(Number::Integer(1 << 31)) && !int32.check_number(Number::Float(0.5)));
    assert!(int64.check_number(Number::Integer(i64::MIN)) && !int64.check_number(Number::Unsigned(1 << 63)));
    assert!(!int64.check_number(Number::Float(9_223_372_036_854_775_808.0)));
    assert!(float.check_number(Number::Float(0.1)) && !float.check_number(Number::Float(1e39)));
    // Formats say nothing of other types.
    assert!(int32.check("no number") && Format::Date.check_number(Number::Integer(1)));
}

#[test]
fn international_hosts() {
    let long = "é".repeat(60);
    let names = [
        "bücher.example",
        "BÜCHER.EXAMPLE",
        "bu\u{308}cher.example",
        "faß.example",
        "παράδειγμα。δοκιμή",
        "例え．テスト",
        "مثال.إختبار",
        "דוגמה",
        "xn--bcher-kva.example",
        "r3---plain.example",
        // In their context.
        "col\u{B7}lecció",
        "α\u{375}β",
        "א\u{5F3}ב",
        "カ\u{30FB}カ",
        "ب\u{660}\u{661}",
        "ب\u{6F0}\u{6F1}",
        "क\u{94D}\u{200D}ष",
    ];
    let none = [
        "bücher..example",
        "bücher.example.",
        "-bücher",
        "bücher-",
        "bü_cher",
        "bü cher",
        "aü--b",
        &long,
        // No letters.
        "☃.example",
        "😀.example",
        "x\u{20DD}",
        "ᄀ\u{1100}",
        // Marks at the front, and what runs in both directions.
        "\u{308}u",
        "aא",
        "0ا",
        // Exceptions.
        "ـ",
        "x\u{302E}",
        "〱",
        // Without their context.
        "a\u{B7}l",
        "l\u{B7}",
        "\u{B7}l",
        "α\u{375}",
        "α\u{375}s",
        "\u{5F4}ב",
        "ab\u{30FB}c",
        "ب\u{660}\u{6F0}",
        "क\u{200D}ष",
    ];
    format(idn::IDN_HOSTNAME, &names, &none);
    format(idn::IDN_HOSTNAME, &["example.com", "a"], &["", ".", "xn--0", "a_b"]);
    for name in names.into_iter().chain(none) {
        let mailbox = format!("δοκιμή@{name}");
        assert_eq!(idn::IDN_EMAIL.check(&mailbox), idn::IDN_HOSTNAME.check(name), "{mailbox}");
    }
    format(
        idn::IDN_EMAIL,
        &["\u{85}@a", "\"ü ü\"@a", "x@[127.0.0.1]", &format!("{}@a", "é".repeat(32))],
        &["@a", "a", "ü ü@a", &format!("{}@a", "é".repeat(33))],
    );
}

#[test]
fn international_and_templates() {
    format(
        Format::Iri,
        &[
            "http://ƒøø.ßår/?∂éœ=πîx#πîüx",
            "http://[2001:db8::1]",
            "urn:a:é",
            "http://a.example",
            "urn:a?\u{E000}\u{F0000}?\u{10FFFD}",
        ],
        &[
            "/abc",
            "\\\\WINDOWS\\ﬁle",
            "http://2001:0db8:85a3:0000:0000:8a2e:0370:7334",
            "âππ",
            "http://\u{E000}.example",
            "http://a.example/\u{10FFFD}?q",
            "http://a.example/?q#\u{10FFFD}",
            "http://a.example/?\u{10FFFF}",
        ],
    );
    format(Format::IriReference, &["âππ", "#ƒragment", "/é?ü"], &["#ƒräg\\mênt", "\\\\é"]);
    format(idn::IDN_EMAIL, &["실례@실례.테스트", "joe@example.com"], &["2962", "실례", "a b@é"]);
    format(
        Format::UriTemplate,
        &[
            "http://example.com/dictionary/{term:1}/{term}",
            "a",
            "",
            "{?x,y*,z:30}",
            "{+a.b}",
            "é{%41}",
            "%20{x}",
            "{a}'",
        ],
        &[
            "{term:1/{term}",
            "{",
            "}",
            "{}",
            "{a:}",
            "{a:0}",
            "{a:10000}",
            "{a,,b}",
            "{a-b}",
            "%2",
            "a b",
            "{$a}",
        ],
    );
}
