"""The rules behind insights: each looks at one programme at one month and returns what it found."""
