use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use testbed::{Process, free_port};

/// Debian's registry fails many checks: what counts here is that the suite runs and tells so.
#[test]
fn the_conformance_suite_judges_a_registry() {
    let folder = std::env::temp_dir().join(format!("testbed-registry-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let address = format!("127.0.0.1:{}", free_port().unwrap());
    let settings = format!(
        "version: 0.1\nstorage:\n  filesystem: {{rootdirectory: {}}}\n  delete: {{enabled: true}}\nhttp: {{addr: '{address}'}}\n",
        folder.join("data").display()
    );
    std::fs::write(folder.join("registry.yml"), settings).unwrap();
    let mut command = Command::new(testbed::docker_registry().unwrap());
    command.arg("serve").arg(folder.join("registry.yml"));
    let mut registry = Process::spawn(command, &folder.join("registry.log")).unwrap();
    registry
        .ready(Duration::from_secs(60), || TcpStream::connect(&address).map_err(|error| error.to_string()))
        .unwrap();
    let found = testbed::oci_conformance(&address, "1.1", &[], &folder.join("results")).unwrap();
    drop(registry);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(!found.passed);
    assert!(found.report.contains("FAIL"), "{}", found.report);
}
