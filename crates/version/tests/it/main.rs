//! What Masterminds/semver 3.5.0 says about the same texts.
//!
//! The tables in `tests/cases` are the real library's answers: a column of inputs, then what it made of each.

use version::{Constraint, Error, Version};

/// The lines of a table, split at tabs.
fn table(name: &str) -> Vec<Vec<String>> {
    let path = format!("{}/tests/cases/{name}.out", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let rows: Vec<Vec<String>> =
        text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    assert!(rows.len() > 40, "{path} has lost its cases");
    rows
}

/// The versions that parse, in the order in which the columns of the other tables count them.
fn versions() -> Vec<Version> {
    table("versions")
        .iter()
        .filter(|row| row.len() == 4)
        .map(|row| Version::parse(&row[0]).expect("upstream parses it"))
        .collect()
}

#[test]
fn parses_and_increments_versions() {
    for row in table("versions") {
        let strict = match Version::parse_strict(&row[0]) {
            Ok(_) => "strict".to_owned(),
            Err(error) => error.to_string(),
        };
        // Upstream falls through to ParseUint for an empty number; ours says what it means.
        let expected =
            row[2].replace("strconv.ParseUint: parsing \"\": invalid syntax", "invalid semantic version");
        assert_eq!(strict, expected, "strictly {:?}", row[0]);
        match (Version::parse(&row[0]), row.get(3)) {
            (Ok(version), Some(next)) => {
                assert_eq!(version.to_string(), row[1], "{:?}", row[0]);
                assert_eq!(version.original(), row[0]);
                let increments = [version.inc_patch(), version.inc_minor(), version.inc_major()];
                let increments = increments.map(|it| it.unwrap().original().to_owned()).join(" ");
                assert_eq!(&increments, next, "after {:?}", row[0]);
            }
            (Err(error), None) => assert_eq!(error.to_string(), row[1], "{:?}", row[0]),
            (got, _) => panic!("{:?}: got {got:?}, expected {row:?}", row[0]),
        }
    }
}

#[test]
fn orders_versions() {
    let versions = versions();
    for (left, row) in versions.iter().zip(table("order")) {
        assert_eq!(left.original(), row[1]);
        let got: String = versions
            .iter()
            .map(|right| match left.cmp(right) {
                std::cmp::Ordering::Less => '<',
                std::cmp::Ordering::Equal => '=',
                std::cmp::Ordering::Greater => '>',
            })
            .collect();
        assert_eq!(got, row[0], "{left}");
    }
}

#[test]
fn checks_constraints() {
    let versions = versions();
    for row in table("constraints") {
        match Constraint::parse(&row[0]) {
            Ok(constraint) => {
                assert_eq!(constraint.to_string(), row[1], "{:?}", row[0]);
                let including = constraint.clone().including_prereleases();
                for (index, version) in versions.iter().enumerate() {
                    let expected = |column: usize| row[column].as_bytes()[index] == b'1';
                    assert_eq!(constraint.check(version), expected(2), "{:?} against {version}", row[0]);
                    assert_eq!(including.check(version), expected(3), "{:?} --devel {version}", row[0]);
                    let explained = constraint.explain(version).is_empty();
                    assert_eq!(explained, expected(2), "explaining {:?} against {version}", row[0]);
                }
            }
            Err(error) => assert_eq!(error.to_string(), row[1], "{:?}", row[0]),
        }
    }
}

#[test]
fn explains_mismatches() {
    for row in table("explain") {
        let constraint = Constraint::parse(&row[0]).unwrap();
        let mismatches = constraint.explain(&Version::parse(&row[1]).unwrap());
        let text: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
        assert_eq!(text.join("; "), row[2], "{:?} against {:?}", row[0], row[1]);
    }
}

#[test]
fn refuses_what_is_too_long() {
    let version = format!("1.2.3-{}", "a".repeat(250));
    assert!(Version::parse(&version).is_ok());
    for parse in [Version::parse, Version::parse_strict] {
        assert_eq!(parse(&format!("{version}a")), Err(Error::VersionTooLong));
    }
    assert!(Constraint::parse(&["1"; 32].join("||")).is_ok());
    assert_eq!(Constraint::parse(&["1"; 33].join("||")).unwrap_err(), Error::TooManyGroups);
    assert_eq!(Constraint::parse(&" ".repeat(513)).unwrap_err(), Error::ConstraintTooLong);
}

#[test]
fn increments_do_not_overflow() {
    let version = Version::parse("18446744073709551615.18446744073709551615.18446744073709551615").unwrap();
    for (got, what) in
        [(version.inc_major(), "major"), (version.inc_minor(), "minor"), (version.inc_patch(), "patch")]
    {
        assert_eq!(got.unwrap_err().to_string(), format!("{what} version increment would overflow uint64"));
    }
}

#[test]
fn replaces_prerelease_and_metadata() {
    let version = Version::parse("v1.2").unwrap();
    assert_eq!(version.with_prerelease("rc.1").unwrap().original(), "v1.2.0-rc.1");
    assert_eq!(version.with_metadata("b.7").unwrap().to_string(), "1.2.0+b.7");
    assert_eq!(version.with_prerelease("01"), Err(Error::SegmentStartsZero));
    assert_eq!(version.with_prerelease("a_b"), Err(Error::InvalidPrerelease));
    assert_eq!(version.with_metadata("a..b"), Err(Error::InvalidMetadata));
}

proptest::proptest! {
    #[test]
    fn never_panics(text in "[ -~]{0,24}", version in "v?[0-9]{1,3}(\\.[0-9]{1,3}){0,2}(-[a-z0-9.]{1,6})?") {
        let constraint = Constraint::parse(&text);
        if let (Ok(constraint), Ok(version)) = (constraint, Version::parse(&version)) {
            assert_eq!(constraint.check(&version), constraint.explain(&version).is_empty());
            assert!(Constraint::parse(&constraint.to_string()).is_ok(), "{constraint}");
        }
    }

    /// Of what semver.org calls versions, and of their order, the `semver` crate is the referee.
    #[test]
    fn semver_agrees(
        left in "(0|[1-9][0-9]{0,3})(\\.[0-9]{1,3}){2}(-[0-9a-c.-]{1,8})?(\\+[0-9a-c.-]{1,6})?",
        right in "[0-2](\\.[0-2]){2}(-[0-2a.-]{1,5})?",
    ) {
        let read = |text: &str| (Version::parse_strict(text).ok(), semver::Version::parse(text).ok());
        for pair in [[&left, &left], [&left, &right], [&right, &left], [&right, &right]] {
            let [(ours, theirs), (our_other, their_other)] = pair.map(|text| read(text));
            assert_eq!(ours.is_some(), theirs.is_some(), "{pair:?}");
            if let (Some(ours), Some(theirs), Some(our_other), Some(their_other)) =
                (ours, theirs, our_other, their_other)
            {
                assert_eq!(ours.to_string(), theirs.to_string());
                assert_eq!(ours.cmp(&our_other), theirs.cmp_precedence(&their_other), "{pair:?}");
            }
        }
    }
}
