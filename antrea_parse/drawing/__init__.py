"""Views turn a topology into a scene; writers turn a scene into DOT, SVG, Mermaid, HTML and text."""
