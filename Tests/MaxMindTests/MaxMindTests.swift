// MaxMind
