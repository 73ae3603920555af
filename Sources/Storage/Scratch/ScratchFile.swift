internal import Crypto
internal import Glibc

/// Room on disk for what memory has no room for: a file without a name that ends with the process.
///
/// What is written is sealed with a key that only this object has, so nothing of it can be read later.
package final class ScratchFile {
    /// Where a piece lies.
    package struct Place: Hashable, Sendable {
        fileprivate let offset: Int
        fileprivate let count: Int
    }

    private let path: String
    private let descriptor: Int32
    private var cipher: AES256GCM
    private var end = 0
    /// Places that are free again, by their size.
    private var free: [Int: [Int]] = [:]

    /// Makes a file on the volume of `directory`.
    package init(directory: String) throws(StorageError) {
        let path = directory + "/scratch"
        self.path = path
        // Left by a process that ended between making the file and taking its name away.
        _ = unsafe unlink(path)
        let flags = O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw StorageError(errno: errno, path: path, doing: "making a scratch file")
        }
        _ = unsafe unlink(path)
        self.descriptor = descriptor
        do throws(CryptoError) {
            cipher = try AES256GCM(key: .random())
        } catch {
            Glibc.close(descriptor)
            throw StorageError(error, path: path, doing: "making a scratch key ready")
        }
    }

    deinit { Glibc.close(descriptor) }

    package func write(_ bytes: [UInt8]) throws(StorageError) -> Place {
        let sealed: [UInt8]
        do throws(CryptoError) {
            sealed = try cipher.seal(bytes, additional: [])
        } catch {
            throw StorageError(error, path: path, doing: "sealing a scratch piece")
        }
        let offset = free[sealed.count]?.popLast() ?? end
        var written = 0
        while written < sealed.count {
            let count = unsafe sealed.withUnsafeBytes { bytes in
                unsafe pwrite(
                    descriptor,
                    bytes.baseAddress.map { unsafe $0 + written },
                    bytes.count - written,
                    offset + written
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw StorageError(errno: errno, path: path, doing: "writing to a scratch file")
            }
            written += count
        }
        end = max(end, offset + sealed.count)
        return Place(offset: offset, count: sealed.count)
    }

    /// The piece at a place, which is free then.
    package func take(_ place: Place) throws(StorageError) -> [UInt8] {
        var sealed = [UInt8](repeating: 0, count: place.count)
        var done = 0
        while done < place.count {
            let count = unsafe sealed.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    descriptor,
                    bytes.baseAddress.map { unsafe $0 + done },
                    place.count - done,
                    place.offset + done
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw StorageError(errno: errno, path: path, doing: "reading a scratch file")
            }
            done += count
        }
        forget(place)
        do throws(CryptoError) {
            return try cipher.open(sealed, additional: [])
        } catch {
            throw StorageError(error, path: path, doing: "opening a scratch piece")
        }
    }

    /// Frees a place whose piece nobody wants any more.
    package func forget(_ place: Place) { free[place.count, default: []].append(place.offset) }
}
