"""What forms say when they cannot be taken; nothing that was typed is lost in any of these cases."""

NOT_OURS = (
    "We could not be sure that this form came from our own page. Nothing you typed is lost: please "
    "send it again. If this happens twice, let your browser keep cookies of this site."
)
TOO_FAST = (
    "This came faster than people type, so we held it back. Nothing you typed is lost: please wait "
    "a few seconds and send it again."
)
TRAPPED = (
    "A hidden field, which must stay empty, was filled in, perhaps by your browser. We emptied it: "
    "please send the form again."
)
BUSY = "We could not store this just now. Nothing you typed is lost: please send it again."
SIGNED_OUT = (
    "You were signed out before this was saved. Here is what you typed. It is not saved yet: look it "
    "over and save it."
)
SAVED = "Saved as a draft."
SAVED_PROBLEMS = "Saved as a draft. Some answers need another look; they are marked below."
