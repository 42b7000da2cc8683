//! Files and flags.

use diagnostic::{Source, Style, render};
use serde_json::json;
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
    insta::assert_snapshot!(of(Overrides { set: vec!["a.b".to_owned()], ..Overrides::default() }), @r#"
    error: `--set` cannot be read: key "b" has no value
     --> --set:1:1
      |
    1 | a.b
      | ^^^
      |
      = hint: the form is `key.path=value,list[0]=value,list={a,b}`; a comma inside a value is written `\,`
    "#);
    insta::assert_snapshot!(of(Overrides { file: vec!["a=x".to_owned()], ..Overrides::default() }), @r"
    error: `--set-file` cannot be read: x: no such file
     --> --set-file:1:1
      |
    1 | a=x
      | ^^^
      |
      = hint: the form is `key.path=value,list[0]=value,list={a,b}`; a comma inside a value is written `\,`
    ");
    insta::assert_snapshot!(of(Overrides { files: vec![Source::file("v.yaml", "- a\n")], ..Overrides::default() }), @"
    error: the document must be a table, not a list
     --> v.yaml:1:1
      |
    1 | - a
      | ^^^ this is a list
    ");
    insta::assert_snapshot!(of(Overrides { files: vec![Source::file("v.yaml", "a: [\n")], ..Overrides::default() }), @"
    error: invalid YAML in v.yaml: while parsing a flow node, did not find expected node content
     --> v.yaml:1:6
      |
    1 | a: [
      |     ^ here
    ");
}
