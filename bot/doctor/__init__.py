"""`rolecall doctor`: looks at everything that the settings name, and says what of it works and how to mend the rest."""
