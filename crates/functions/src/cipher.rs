//! AES-256 in CBC mode with the password as the key, as Sprig's `encryptAES` and `decryptAES` have it.

use aes::Aes256;
use cbc::cipher::block_padding::{NoPadding, Pkcs7};
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};

use crate::Error;
use crate::encoding::{base64_decode, base64_encode};
use crate::random::Random;

const BLOCK: usize = 16;

/// The text encrypted under the password (cut or filled with zeros to 32 bytes), base64 with the random first
/// block in front; nothing stays nothing.
pub fn encrypt(random: &mut Random, password: &[u8], text: &[u8]) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut iv = [0; BLOCK];
    random.fill(&mut iv);
    let cipher = cbc::Encryptor::<Aes256>::new(&key(password).into(), &iv.into());
    base64_encode(&[&iv[..], &cipher.encrypt_padded_vec::<Pkcs7>(text)].concat())
}

/// The text that [`encrypt`] made.
///
/// # Errors
/// [`Error::Encoding`] for text that is not base64, [`Error::Bounds`] and [`Error::Crypto`] where Go panics: for
/// less than two blocks, half a block, or padding longer than the text.
pub fn decrypt(password: &[u8], encrypted: &[u8]) -> Result<Vec<u8>, Error> {
    if encrypted.is_empty() {
        return Ok(Vec::new());
    }
    let data = base64_decode(encrypted)?;
    let Some((iv, body)) = data.split_first_chunk::<BLOCK>() else {
        // Go's decoder makes room for whole quanta.
        let room = encrypted.len() / 4 * 3;
        return Err(Error::Bounds(format!("[:{BLOCK}] with capacity {room}")));
    };
    let cipher = cbc::Decryptor::<Aes256>::new(&key(password).into(), iv.into());
    let mut text = cipher
        .decrypt_padded_vec::<NoPadding>(body)
        .map_err(|_| Error::Crypto("crypto/cipher: input not full blocks".to_owned()))?;
    // Only the last byte is believed, whatever the others say.
    let padding = usize::from(
        text.last()
            .copied()
            .ok_or_else(|| Error::Crypto("runtime error: index out of range [-1]".to_owned()))?,
    );
    let kept = text
        .len()
        .checked_sub(padding)
        .ok_or_else(|| Error::Bounds(format!("[:-{}]", padding - text.len())))?;
    text.truncate(kept);
    Ok(text)
}

fn key(password: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    let length = password.len().min(key.len());
    key[..length].copy_from_slice(&password[..length]);
    key
}
