"""The pages of the app and the canvas they draw on."""
