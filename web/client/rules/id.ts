/** 16 random bytes in base64url: the same event sent twice is stored once. */
export function freshId(): string {
    return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
        .replace(/[+/]/g, (character) => (character === "+" ? "-" : "_"))
        .slice(0, 22);
}
