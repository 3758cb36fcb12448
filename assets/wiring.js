/* What a click asks of the server, as one value. After tandem.js, whose functions for Dash it joins.
   Dash also calls when buttons have just been drawn, with no click to their name: those calls end here, in the
   browser. On the server they would supersede a real one that is still being answered. */
(function (forDash) {
  "use strict";
  // Inputs: n_clicks of buttons. Output: { button: the id of the one clicked, at: when }.
  forDash.asked = () => {
    const { no_update: nothing, callback_context: context } = window.dash_clientside;
    const clicked = context.triggered.find(({ value }) => value);
    if (!clicked) return nothing;
    const id = clicked.prop_id.slice(0, clicked.prop_id.lastIndexOf("."));
    return { button: id.startsWith("{") ? JSON.parse(id) : id, at: Date.now() };
  };
})(window.dash_clientside.tandem);
