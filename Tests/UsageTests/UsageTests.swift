// Usage
