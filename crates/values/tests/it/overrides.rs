//! Files and flags.

use diagnostic::{Source, Style, render};
use serde_json::json;
use testkit::golden;
use values::Overrides;

use crate::charts::json;

#[test]
fn flags_win_over_files_in_helms_order_and_files_are_read_once() {
    let mut read = Vec::new();
    let user = Overrides {
        files: vec![Source::file("a.yaml", "k: file\nlist: [1, 2]\n")],
        literal: vec!["l=a,b={c}".to_owned()],
        set: vec!["k=set,list[1]=9".to_owned()],
        string: vec!["n=1".to_owned()],
        file: vec!["f=some/path,g=other".to_owned()],
        json: vec![r#"k="json",o={"x":[1]}"#.to_owned()],
    }
    .collect(&mut |path| {
        read.push(path.to_owned());
        Ok(format!("text of {path}"))
    })
    .unwrap();
    assert_eq!(
        json(&user.values),
        json!({"k": "set", "list": [1, 9], "n": "1", "l": "a,b={c}", "o": {"x": [1]},
               "f": "text of some/path", "g": "text of other"})
    );
    assert_eq!(read, ["some/path", "other"]);
}

#[test]
fn mistakes_point_at_the_flag_or_the_file() {
    let of = |overrides: Overrides| {
        let error = overrides.collect(&mut |path| Err(format!("{path}: no such file"))).unwrap_err();
        error
            .diagnostics()
            .iter()
            .map(|diagnostic| render(diagnostic, Style::Plain))
            .collect::<Vec<_>>()
            .join("\n")
    };
    golden(
        "tests/cases/told/mistakes_point_at_the_flag_or_the_file",
        &of(Overrides { set: vec!["a.b".to_owned()], ..Overrides::default() }),
    );
    golden(
        "tests/cases/told/mistakes_point_at_the_flag_or_the_file_2",
        &of(Overrides { file: vec!["a=x".to_owned()], ..Overrides::default() }),
    );
    golden(
        "tests/cases/told/mistakes_point_at_the_flag_or_the_file_3",
        &of(Overrides { files: vec![Source::file("v.yaml", "- a\n")], ..Overrides::default() }),
    );
    golden(
        "tests/cases/told/mistakes_point_at_the_flag_or_the_file_4",
        &of(Overrides { files: vec![Source::file("v.yaml", "a: [\n")], ..Overrides::default() }),
    );
}
