/// Small pictures of numbers for a terminal.
enum Sparkline {
    private static let barWidth = 24

    /// A bar for a share of the largest, 0 to 1.
    static func bar(_ share: Double) -> String {
        let eighths = Int((share * Double(barWidth) * 8).rounded())
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }

    /// One character for each number, from the lowest to the highest; a dot where there is none.
    static func text(_ numbers: [Double?]) -> String {
        let most = numbers.compactMap(\.self).max() ?? 0
        let steps = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return numbers.map { number in
            guard let number else { return "·" }
            guard most > 0 else { return steps[0] }
            return steps[Int((number / most * 7).rounded())]
        }.joined()
    }
}
