//! Proxies of HTTP and SOCKS, and what is spared from them.

use end_to_end::Proxy;

use super::{Way, desk, namespace, tls_front};

/// A name of the API server's certificate that nobody resolves: only a proxy gets there.
const SERVER: &str = "https://kubernetes:443";

#[test]
fn the_kubeconfig_names_a_proxy() {
    let namespace = namespace("proxied");
    let way = Way::to(namespace.plane());
    for scheme in ["http", "socks5"] {
        let desk = desk(&namespace);
        let proxy = Proxy::start(way.address()).unwrap();
        let cluster = format!(
            "server: {SERVER}\ncertificate-authority: {}\nproxy-url: {scheme}://{}",
            way.authority,
            proxy.address()
        );
        desk.write("kubeconfig", &Way::kubeconfig(&cluster, &way.user()));
        desk.rhumb(&["list", "-o", "json"]).ok().says("[]");
        assert!(!proxy.asked().is_empty());
        assert!(proxy.asked().iter().all(|place| place == "kubernetes:443"), "{:?}", proxy.asked());
        // Named for this cluster, it serves this cluster, whatever is said of others.
        desk.with("NO_PROXY", "*").rhumb(&["list", "-o", "json"]).ok();
    }
}

#[test]
fn the_environment_names_a_proxy() {
    let namespace = namespace("environment");
    let way = Way::to(namespace.plane());
    let proxy = Proxy::start(way.address()).unwrap();
    let kubeconfig =
        Way::kubeconfig(&format!("server: {SERVER}\ncertificate-authority: {}", way.authority), &way.user());
    for variable in ["HTTPS_PROXY", "https_proxy"] {
        let desk = desk(&namespace).with(variable, &format!("http://ada:engine@{}", proxy.address()));
        desk.write("kubeconfig", &kubeconfig);
        desk.rhumb(&["list", "-o", "json"]).ok().says("[]");
        let asked = proxy.asked();
        assert_eq!(asked.last().map(String::as_str), Some("Basic YWRhOmVuZ2luZQ== kubernetes:443"));
        for spared in ["kubernetes", "other.example,kubernetes", "*"] {
            let run = desk.rhumb_with("NO_PROXY", spared, &["list"]);
            run.fails(8).complains("kubernetes:443");
        }
        assert_eq!(proxy.asked(), asked, "nothing that is spared came along");
        desk.rhumb_with("NO_PROXY", "other.example,10.0.0.0/8", &["list"]).ok();
    }
    // Without a scheme it is one of HTTP; for `https://` only its own variable counts.
    let desk = desk(&namespace).with("HTTPS_PROXY", proxy.address());
    desk.write("kubeconfig", &kubeconfig);
    desk.rhumb(&["list"]).ok();
    let desk = super::desk(&namespace).with("HTTP_PROXY", proxy.address());
    desk.write("kubeconfig", &kubeconfig);
    desk.rhumb(&["list"]).fails(8);
}

/// A proxy that speaks TLS itself, with a certificate of the cluster's authorities.
#[test]
fn a_proxy_may_speak_tls() {
    let namespace = namespace("tls-proxy");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace);
    crate::tls::certificates(&desk);
    let proxy = Proxy::start(way.address()).unwrap();
    let front = tls_front(&desk, proxy.address());
    let both = format!("{}\n{}", desk.read("ours.pem"), std::fs::read_to_string(&way.authority).unwrap());
    desk.write("both.pem", &both);
    let kubeconfig = |authority: &str| {
        Way::kubeconfig(&format!("server: {SERVER}\ncertificate-authority: {authority}"), &way.user())
    };
    desk.write("kubeconfig", &kubeconfig("both.pem"));
    let through = format!("https://ada:engine@{front}");
    desk.rhumb_with("HTTPS_PROXY", &through, &["list", "-o", "json"]).ok().says("[]");
    let asked = proxy.asked();
    assert_eq!(asked.last().map(String::as_str), Some("Basic YWRhOmVuZ2luZQ== kubernetes:443"));
    // Nobody vouches for it.
    desk.write("kubeconfig", &kubeconfig(&way.authority));
    desk.rhumb_with("HTTPS_PROXY", &through, &["list"]).fails(8).complains("certificate");
    assert_eq!(proxy.asked(), asked);
}

/// As Go's HTTP client, and so Helm: this machine is reached without the environment's proxies.
#[test]
fn this_machine_is_spared() {
    let namespace = namespace("spared");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace).with("HTTPS_PROXY", "http://127.0.0.1:1");
    desk.write("kubeconfig", &Way::kubeconfig(&way.cluster(), &way.user()));
    desk.helm(&["list"]).ok();
    desk.rhumb(&["list"]).ok();
}
