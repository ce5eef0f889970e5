package console

// A board is what the operators' page shows.
type board struct{ console *Console }
