"""Network documentation: what stands at a client, how it hangs together, what runs out, and what was changed."""
