internal import Glibc

/// What a request asks to be done; methods no endpoint knows are `other`.
package enum HTTPMethod: Sendable {
    case get
    case head
    case post
    case put
    case delete
    case options
    case other

    /// Methods are case-sensitive (RFC 9110, 9.1).
    init(_ name: UnsafePointer<CChar>) {
        func isName(_ text: StaticString) -> Bool {
            // The terminating NUL is compared too.
            unsafe strncmp(
                name,
                UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self),
                text.utf8CodeUnitCount + 1
            ) == 0
        }
        if isName("POST") {
            self = .post
        } else if isName("GET") {
            self = .get
        } else if isName("HEAD") {
            self = .head
        } else if isName("OPTIONS") {
            self = .options
        } else if isName("PUT") {
            self = .put
        } else if isName("DELETE") {
            self = .delete
        } else {
            self = .other
        }
    }
}
