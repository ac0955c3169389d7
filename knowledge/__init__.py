"""What the company knows: articles in Vietnamese and English, agents' macros, and the search that answers from them."""
