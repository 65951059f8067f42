"""Forms made of field specs: errors beside their fields, and a draft of what was typed that outlives the program."""
