/// The codes of a column that pass a test.
final class CodeSet: Sendable {
    /// So many codes are looked for by comparing, more by looking each row's code up.
    private static let fewest = 4

    /// By code 1 where it passes, else 0.
    let passes: Lane<UInt8>
    /// The codes that pass, where they are few.
    let few: [UInt32]?

    /// Takes the lane over.
    init(_ passes: Lane<UInt8>, count: Int) {
        self.passes = passes
        var few: [UInt32] = []
        for code in 0..<count where passes[code] != 0 {
            few.append(UInt32(code))
            if few.count > Self.fewest { break }
        }
        self.few = few.count > Self.fewest ? nil : few
    }

    deinit { passes.free() }

    @inline(__always)
    func contains(_ code: UInt32) -> Bool { passes[Int(code)] != 0 }
}
