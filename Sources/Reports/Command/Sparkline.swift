/// Small pictures of numbers for a terminal.
enum Sparkline {
    /// Longer bars say no more.
    private static let longest = 24
    /// Shorter ones say nothing.
    private static let shortest = 6

    /// How long bars may be beside a table of so many characters on a terminal of `width`; nil where
    /// there is no room.
    static func barLength(beside table: Int, of width: Int?) -> Int? {
        guard let width, width - table - 2 >= shortest else { return nil }
        return min(longest, width - table - 2)
    }

    /// A bar for a share of the largest, 0 to 1.
    static func bar(_ share: Double, length: Int) -> String {
        let eighths = Int((share * Double(length) * 8).rounded())
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }

    /// One character for each number, from the lowest to the highest; a dot where there is none.
    ///
    /// Where there are more than `length` neighbours share one, which shows their mean.
    static func text(_ numbers: [Double?], length: Int = .max) -> String {
        let share = (numbers.count - 1) / max(1, length) + 1
        guard share == 1 || numbers.isEmpty else {
            let means = stride(from: 0, to: numbers.count, by: share).map { start -> Double? in
                let known = numbers[start..<min(start + share, numbers.count)].compactMap(\.self)
                return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
            }
            return text(means)
        }
        let most = numbers.compactMap(\.self).max() ?? 0
        let steps = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return numbers.map { number in
            guard let number else { return "·" }
            guard most > 0 else { return steps[0] }
            return steps[Int((number / most * 7).rounded())]
        }.joined()
    }
}
