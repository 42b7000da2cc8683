//! Words, cuts, cases, paths, globs, encodings. The expectations are outputs of Helm 4.3.1 and of the Go libraries in it.

use functions::glob::Glob;
use functions::{case, cut, digest, encoding, path, text, words};

#[test]
fn words_are_split_as_xstrings_does() {
    for (input, snake, kebab, pascal) in [
        ("FirstName", "first_name", "first-name", "FirstName"),
        ("HTTPServer", "http_server", "http-server", "Httpserver"),
        ("NoHTTPS", "no_https", "no-https", "NoHTTPS"),
        ("GO_PATH", "go_path", "go-path", "GoPath"),
        ("GO PATH", "go_path", "go-path", "GoPath"),
        ("http2xx", "http_2xx", "http-2xx", "Http2xx"),
        ("HTTP20xOK", "http_20x_ok", "http-20x-ok", "Http20xOK"),
        ("Duration2m3s", "duration_2m3s", "duration-2m3s", "Duration2m3s"),
        ("Bld4Floor3rd", "bld4_floor_3rd", "bld4-floor-3rd", "Bld4Floor3rd"),
        ("HTTPServer20", "http_server20", "http-server20", "Httpserver20"),
        ("_complex__case_", "_complex__case_", "-complex--case-", "_Complex_Case_"),
        ("", "", "", ""),
        ("fooBar", "foo_bar", "foo-bar", "FooBar"),
        ("--", "__", "--", "---"),
        ("_", "_", "-", "__"),
        ("a", "a", "a", "A"),
        ("_a", "_a", "-a", "_A"),
        ("É1b", "é_1b", "é-1b", "É1b"),
        ("中文abc", "中文_abc", "中文-abc", "中文abc"),
        ("x.Y", "x.y", "x.y", "X.Y"),
    ] {
        assert_eq!(words::snake_case(input), snake, "snake_case of {input}");
        assert_eq!(words::kebab_case(input), kebab, "kebab-case of {input}");
        assert_eq!(words::pascal_case(input), pascal, "PascalCase of {input}");
    }
}

#[test]
fn cases_are_mapped_one_to_one() {
    assert_eq!(case::upper("straße ŉ ﬁ ᾳ"), "STRAßE ŉ ﬁ ᾼ");
    assert_eq!(case::lower("ÀÉ İ"), "àé i");
    assert_eq!(case::title("hello wORLD it's foo_bar-baz ǆ"), "Hello WORLD It'S Foo_bar-Baz ǅ");
    assert_eq!(case::untitle("First Try"), "first try");
    assert_eq!(case::swap_case("aB cD"), "Ab Cd");
    assert_eq!(case::initials(b"First Try"), "FT");
}

#[test]
fn texts_are_cut_by_bytes() {
    assert_eq!(cut::truncate(3, "hé".as_bytes()), "hé".as_bytes());
    assert_eq!(cut::truncate(2, "hé".as_bytes()), b"h\xc3");
    assert_eq!(cut::truncate(-2, b"hello"), b"lo");
    assert_eq!(cut::truncate(-9, b"hello"), b"hello");
    assert_eq!(cut::substring(1, 3, b"hello").unwrap(), b"el");
    assert_eq!(cut::substring(-1, 3, b"hello").unwrap(), b"hel");
    assert_eq!(cut::substring(2, 99, b"hello").unwrap(), b"llo");
    assert!(cut::substring(4, 2, b"hello").unwrap_err().to_string().ends_with("[4:2]"));
    assert_eq!(cut::abbreviate(5, b"hello world"), b"he...");
    assert_eq!(cut::abbreviate_both(5, 10, b"1234 5678 9123"), b"...5678...");
    assert_eq!(cut::wrap(5, b"Hello World foo"), b"Hello\nWorld\nfoo");
    assert_eq!(cut::wrap_with(5, b"\t", b"HelloWorld"), b"Hello\tWorld");
}

#[test]
fn texts_are_trimmed_split_and_replaced() {
    assert_eq!(text::trim_space("\u{a0} a b\n".as_bytes()), b"a b");
    assert_eq!(text::trim_all("é$".as_bytes(), "$é5é".as_bytes()), b"5");
    assert_eq!(text::split(b"a,b,", b","), [&b"a"[..], b"b", b""]);
    assert_eq!(text::split(b"", b","), [&b""[..]]);
    assert_eq!(text::split("hé".as_bytes(), b""), [&b"h"[..], "é".as_bytes()]);
    assert_eq!(text::split_n(b"a/b/c", b"/", 2), [&b"a"[..], b"b/c"]);
    assert!(text::split_n(b"a/b/c", b"/", 0).is_empty());
    assert_eq!(text::replace(b"", b"-", b"ab"), b"-a-b-");
    let mut out = Vec::new();
    text::indent(&mut out, 2, b"a\n\nc").unwrap();
    text::nindent(&mut out, 0, b"").unwrap();
    text::nindent(&mut out, 1, b"d\n").unwrap();
    assert_eq!(out, b"  a\n  \n  c\n\n d\n ");
    assert!(text::repeat(-1, b"a").is_err());
}

#[test]
fn paths_are_slash_paths() {
    for (input, base, dir, ext, clean) in [
        ("/a/b.c", "b.c", "/a", ".c", "/a/b.c"),
        ("", ".", ".", "", "."),
        ("///", "/", "/", "", "/"),
        ("a/", "a", "a", "", "a"),
        ("../../a/./b/..", "..", "../../a/b", ".", "../../a"),
        ("/../x.tar.gz", "x.tar.gz", "/", ".gz", "/x.tar.gz"),
    ] {
        assert_eq!(path::base(input), base, "base of {input}");
        assert_eq!(path::dir(input), dir, "dir of {input}");
        assert_eq!(path::ext(input), ext, "ext of {input}");
        assert_eq!(path::clean(input), clean, "clean of {input}");
    }
}

#[test]
fn globs_match_as_gobwas_does() {
    for (pattern, path, matches) in [
        ("*", "a.txt", true),
        ("*", "a/b.txt", false),
        ("**", "a/b.txt", true),
        ("config/*.{json,yaml}", "config/a.yaml", true),
        ("config/*.{json,yaml}", "config/a.toml", false),
        ("{a,b{c,d}}/?", "bd/x", true),
        ("[!a-c]x", "dx", true),
        ("[!a-c]x", "bx", false),
        ("[abc]", "b", true),
        (r"a\*b", "a*b", true),
        ("**.yaml", "x/y/z.yaml", true),
        ("foo/**", "foo/a/b", true),
        ("a}", "a}", true),
    ] {
        let glob = Glob::new(pattern).unwrap_or_else(|| panic!("{pattern} is broken"));
        assert_eq!(glob.matches(path), matches, "{pattern} on {path}");
    }
    for broken in ["[", "[a", "[]", "[z-a]", "{[}"] {
        assert_eq!(Glob::new(broken), None, "{broken}");
    }
}

#[test]
fn encodings_report_offsets_as_go_does() {
    for (input, expected) in [
        ("aGVsbG8=", Ok("hello")),
        ("aGVs\nbG8=\n", Ok("hello")),
        ("aGVsbG9=", Ok("hello")),
        ("!!", Err(0)),
        ("aGVsbG8", Err(4)),
        ("aGVsbG8==", Err(8)),
        ("aGVsbG8=x", Err(8)),
        ("aGVsb===", Err(5)),
        ("a", Err(0)),
        ("aGVs=", Err(4)),
    ] {
        let expected = expected.map(|text| text.as_bytes().to_vec());
        let found = encoding::base64_decode(input.as_bytes());
        let found = found.map_err(|error| error.to_string());
        let expected = expected.map_err(|at| format!("illegal base64 data at input byte {at}"));
        assert_eq!(found, expected, "{input}");
    }
    for (input, expected) in [
        ("NBSWY3DP", Ok("hello")),
        ("NB\nSWY3DP", Ok("hello")),
        ("NBSWY===", Ok("hel")),
        ("NBSWY3DPAA======", Ok("hello\0")),
        ("nbswy3dp", Err(0)),
        ("NBSWY3D", Err(0)),
        ("NBSWY3DPA", Err(8)),
        ("NBSWY3DPAA====", Err(14)),
        ("NBSWY3DPAA=====X", Err(14)),
        ("=", Err(0)),
    ] {
        let expected = expected.map(|text| text.as_bytes().to_vec());
        let found = encoding::base32_decode(input.as_bytes()).map_err(|error| error.to_string());
        let expected = expected.map_err(|at| format!("illegal base32 data at input byte {at}"));
        assert_eq!(found, expected, "{input}");
    }
    assert_eq!(encoding::base32_encode(b"hello"), "NBSWY3DP");
    assert_eq!(encoding::base32_encode(b"a"), "ME======");
    assert_eq!(digest::adler32(b"a"), "6422626");
    assert_eq!(digest::sha1(b"a"), "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8");
}
