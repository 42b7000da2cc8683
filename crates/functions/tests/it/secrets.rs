//! Passwords, ciphers and randomness.

use functions::random::Random;
use functions::{cipher, password};

#[test]
fn derived_passwords_are_exact() {
    let derive = |kind| password::derive_password(1, kind, b"password", b"user", b"example.com");
    assert_eq!(derive("long").unwrap(), "ZedaFaxcZaso9*");
    assert_eq!(derive("maximum").unwrap(), "pf4zS1LjCg&LjhsZ7T2~");
    assert_eq!(derive("nope").unwrap_err().to_string(), "cannot find password template nope");
}

#[test]
fn hashes_can_be_verified() {
    let mut random = Random::seeded(1);
    let hash = password::bcrypt(&mut random, b"secret").unwrap();
    assert!(hash.starts_with("$2a$10$"));
    assert!(bcrypt::verify("secret", &hash).unwrap());
    assert!(password::bcrypt(&mut random, &[b'x'; 73]).is_err());
    let line = password::htpasswd(&mut random, "u", b"p", "sha").unwrap();
    assert_eq!(line, "u:{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k=");
    assert!(password::htpasswd(&mut random, "u:x", b"p", "").is_err());
}

#[test]
fn what_is_encrypted_can_be_decrypted() {
    let mut random = Random::seeded(1);
    let encrypted = cipher::encrypt(&mut random, b"key", b"hello");
    assert_eq!(encrypted.len(), 44);
    assert_eq!(cipher::decrypt(b"key", encrypted.as_bytes()).unwrap(), b"hello");
    assert_eq!(cipher::encrypt(&mut random, b"key", b""), "");
    assert!(cipher::decrypt(b"key", b"aGVsbG8=").is_err());
}

#[test]
fn randomness_repeats_only_for_the_same_seed() {
    let draw = |seed| Random::seeded(seed).alpha_numeric(20);
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let mut random = Random::seeded(3);
    assert!(random.numeric(50).bytes().all(|byte| byte.is_ascii_digit()));
    assert!(random.ascii(50).bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    assert!((0..100).all(|_| (5..7).contains(&random.integer(5, 7).unwrap())));
    assert!(random.integer(1, 1).is_err());
    assert_eq!(random.uuid().len(), 36);
}
