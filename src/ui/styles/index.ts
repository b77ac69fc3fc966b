/** The look of the lab, imported once by the entry point: faces, tokens, shared parts. */
import './fonts.css';
import './tokens.css';
import './base.css';
