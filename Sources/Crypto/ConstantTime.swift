internal import CSodium

/// Comparing without telling by the time it takes how much was equal.
package enum ConstantTime {
    /// Whether both have the same bytes; only a difference in length is told apart faster.
    package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in unsafe areEqual(left, right) }
        }
    }

    @unsafe package static func areEqual(
        _ left: UnsafeRawBufferPointer,
        _ right: UnsafeRawBufferPointer
    ) -> Bool {
        guard left.count == right.count else { return false }
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return unsafe sodium_memcmp(first, second, left.count) == 0
    }
}
