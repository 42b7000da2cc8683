//! A template cannot run for ever or use up the memory.

use gotemplate::{Cause, Limit, Limits, on_deep_stack};

use crate::world::{Outcome, execute};

fn cause(template: &str, limits: Limits) -> Cause {
    match execute(template, limits) {
        Outcome::Exec(mut error) => {
            while let Cause::Call { error: gotemplate::CallError::Exec(inner), .. } = error.cause {
                error = *inner;
            }
            error.cause
        }
        _ => panic!("{template} should not execute"),
    }
}

#[test]
fn steps_are_counted() {
    let limits = Limits { steps: 10_000, ..Limits::default() };
    let cause = cause("{{range 1000000000}}{{end}}", limits);
    assert!(matches!(cause, Cause::Limit(Limit::Steps(10_000))), "{cause}");
}

#[test]
fn output_is_counted() {
    let limits = Limits { output: 1000, ..Limits::default() };
    let cause = cause("{{range 1000000000}}0123456789{{end}}", limits);
    assert!(matches!(cause, Cause::Limit(Limit::Output(1000))), "{cause}");
}

#[test]
fn memory_is_counted() {
    let limits = Limits { memory: 1 << 20, ..Limits::default() };
    for template in [
        "{{$s := .s}}{{range 100}}{{$s = print $s $s}}{{end}}",
        "{{$l := list}}{{range 1000000}}{{$l = list $l $l}}{{end}}",
        "{{range $i := 1000000}}{{$_ := set $.m (print $i) $i}}{{end}}",
    ] {
        let cause = cause(template, limits.clone());
        assert!(matches!(cause, Cause::Limit(Limit::Memory(_))), "{cause}");
    }
}

#[test]
fn a_list_of_itself_many_times_over_is_not_printed_whole() {
    let limits = Limits { output: 1 << 20, ..Limits::default() };
    let cause = cause("{{$l := list 1}}{{range 40}}{{$l = list $l $l}}{{end}}{{$l}}", limits);
    assert!(matches!(cause, Cause::Limit(Limit::Output(_))), "{cause}");
}

#[test]
fn a_cycle_is_printed_to_some_depth() {
    let Outcome::Text(text) = execute("{{$_ := set .m \"self\" .m}}{{.m}}", Limits::default()) else {
        panic!("it should execute");
    };
    assert!(text.starts_with(b"map[a:1 b:2 c:map[d:deep] self:map["));
}

#[test]
fn templates_in_templates_end() {
    let endless = "{{define \"r\"}}{{template \"r\"}}{{end}}{{template \"r\"}}";
    let cause_of_template = cause(endless, Limits::default());
    assert!(matches!(cause_of_template, Cause::Limit(Limit::Depth(100_000))), "{cause_of_template}");
    let limits = Limits { nesting: 50, ..Limits::default() };
    let cause = cause("{{define \"r\"}}{{include \"r\" .}}{{end}}{{include \"r\" .}}", limits);
    assert!(matches!(cause, Cause::Limit(Limit::Nesting(50))), "{cause}");
}

#[test]
fn all_the_nesting_that_is_allowed_fits_a_deep_stack() {
    let template = "{{define \"r\"}}{{if true}}{{with .}}{{((include \"r\" . | printf \"%s\") | print (1))}}\
        {{end}}{{end}}{{end}}{{include \"r\" .}}";
    let limits = Limits::default();
    let cause = on_deep_stack(&limits, || cause(template, limits.clone()));
    assert!(matches!(cause, Cause::Limit(Limit::Nesting(5_000))), "{cause}");
}

#[test]
fn nesting_that_the_parser_takes_does_not_overflow_the_stack() {
    let nested =
        |open: &str, close: &str, times: usize| format!("{}1{}", open.repeat(times), close.repeat(times));
    for (template, fine) in [
        (nested("{{if 1}}", "{{end}}", 150), true),
        (format!("{{{{{}}}}}", nested("(", ")", 150)), true),
        (nested("{{if 1}}", "{{end}}", 100_000), false),
        (format!("{{{{{}}}}}", nested("(", ")", 100_000)), false),
        ("{{if 0}}".to_owned() + &"{{else if 0}}".repeat(70) + "{{end}}", true),
    ] {
        let outcome = execute(&template, Limits::default());
        assert_eq!(matches!(outcome, Outcome::Text(_)), fine, "{:.40}", template);
    }
}
