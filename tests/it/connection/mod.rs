//! The ways to a cluster: kubeconfig files, flags and variables, plugins, proxies, from within a pod.

mod authority;
mod exec_plugin;
mod flags;
mod in_cluster;
mod kubeconfig;
mod proxy;

use std::path::Path;

use end_to_end::Desk;
use testbed::{ControlPlane, Namespace, Rule};

/// What the control plane's kubeconfig says.
struct Way {
    server: String,
    authority: String,
    token: String,
}

impl Way {
    fn to(plane: &ControlPlane) -> Self {
        Self::in_file(plane.kubeconfig())
    }

    fn in_file(kubeconfig: &Path) -> Self {
        let text = std::fs::read_to_string(kubeconfig).unwrap();
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(": "));
            line.unwrap_or_else(|| panic!("no {key} in {}", kubeconfig.display())).to_owned()
        };
        Self { server: value("server"), authority: value("certificate-authority"), token: value("token") }
    }

    /// `host:port`.
    fn address(&self) -> &str {
        self.server.trim_start_matches("https://")
    }

    /// A kubeconfig whose cluster and user have these fields, one per line.
    fn kubeconfig(cluster: &str, user: &str) -> String {
        let indented = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: it\ncontexts:\n- name: it\n  context: {{cluster: it, user: it}}\n\
             clusters:\n- name: it\n  cluster:\n{}users:\n- name: it\n  user:\n{}",
            indented(cluster),
            indented(user)
        )
    }

    fn cluster(&self) -> String {
        format!("server: {}\ncertificate-authority: {}", self.server, self.authority)
    }

    fn user(&self) -> String {
        format!("token: {}", self.token)
    }
}

/// A desk that is on the way to the namespace, but not there: the kubeconfig is the test's.
fn desk(namespace: &Namespace) -> Desk {
    Desk::new().with("KUBECONFIG", "kubeconfig").with("HELM_NAMESPACE", namespace.name())
}

fn namespace(name: &str) -> Namespace<'static> {
    ControlPlane::shared().unwrap().namespace(name).unwrap()
}

/// A token that may only list Secrets.
fn reader(namespace: &Namespace) -> String {
    let file = namespace.restricted("reader", &[Rule { verbs: "get,list", resources: "secrets" }]).unwrap();
    let token = Way::in_file(&file).token;
    std::fs::remove_file(file).unwrap();
    token
}

/// Takes TLS off whatever comes to its address and hands it to `target`; it ends with the process.
fn tls_front(desk: &Desk, target: &str) -> String {
    use rustls::pki_types::pem::PemObject;
    let chain = rustls::pki_types::CertificateDer::pem_slice_iter(desk.read("server.crt").as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .unwrap();
    let key = rustls::pki_types::PrivateKeyDer::from_pem_slice(desk.read("server.key").as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, target) = (listener.local_addr().unwrap().to_string(), target.to_owned());
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((client, _)) = listener.accept().await {
                let (acceptor, target) = (acceptor.clone(), target.clone());
                tokio::spawn(async move {
                    let mut client = acceptor.accept(client).await?;
                    let mut server = tokio::net::TcpStream::connect(&target).await?;
                    tokio::io::copy_bidirectional(&mut client, &mut server).await
                });
            }
        });
    });
    address
}
