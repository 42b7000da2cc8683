use std::process::Command;
use std::time::Duration;

use testbed::Process;

#[test]
fn a_program_that_ends_early_is_told_with_its_log() {
    let folder = std::env::temp_dir().join(format!("testbed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "echo no such database; exit 3"]);
    let mut process = Process::spawn(command, &folder.join("sh.log")).unwrap();
    let error =
        process.ready(Duration::from_secs(60), || Err::<(), _>("not yet".into())).unwrap_err().to_string();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(error.contains("exit status: 3"), "{error}");
    assert!(error.contains("no such database"), "{error}");
}
