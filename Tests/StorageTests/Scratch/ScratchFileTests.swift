import CollectorTesting
import Storage
import Testing

@Suite struct ScratchFileTests {
    @Test func `pieces come back as they were, in any order`() throws {
        let folder = try TemporaryFolder()
        let file = try ScratchFile(directory: folder.path)
        let pieces = (1...20).map { [UInt8](repeating: UInt8($0), count: $0 * 1000) }
        let places = try pieces.map { try file.write($0) }
        for index in pieces.indices.reversed() {
            #expect(try file.take(places[index]) == pieces[index])
        }
    }

    @Test func `a free place is used again`() throws {
        let folder = try TemporaryFolder()
        let file = try ScratchFile(directory: folder.path)
        let first = try file.write([1, 2, 3])
        _ = try file.write([4, 5, 6, 7])
        file.forget(first)
        let second = try file.write([7, 8, 9])
        #expect(second == first)
        #expect(try file.take(second) == [7, 8, 9])
    }

    @Test(.tags(.privacy)) func `nothing of it can be found in the directory`() throws {
        let folder = try TemporaryFolder()
        let file = try ScratchFile(directory: folder.path)
        let place = try file.write([1, 2, 3])
        #expect(folder.names.isEmpty)
        #expect(try file.take(place) == [1, 2, 3])
    }
}
