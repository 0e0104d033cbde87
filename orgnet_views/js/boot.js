// What Streamlit runs in the page: called whenever the data of a board change; what it returns, when
// the board goes. The board itself is a module that browsers keep.

const boards = new WeakMap();
const LOOK = 50; // milliseconds between two looks at whether the page is built

// Streamlit 1.67 breaks a page that it is still building when a fragment with others inside is asked
// for again meanwhile: it drops elements of the one, keeps those of the others, and counts amiss.
function whenBuilt(act) {
  const app = document.querySelector("[data-testid=stApp]");
  if (["running", "rerunRequested"].includes(app?.dataset.testScriptState)) setTimeout(() => whenBuilt(act), LOOK);
  else act();
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const element = parentElement.querySelector(".orgnet");
  const { at, cut, query, ...lasting } = data;
  const wanted = JSON.stringify(lasting);
  let board = boards.get(element);
  if (board?.wanted === wanted) board.show({ at, cut, query });
  else {
    board?.leave();
    board = { wanted };
    let gone = false;
    let told = null; // the shown step that the server knows of
    const states = {}; // to be told: the newest value of each
    function set(name, value) {
      if (!data.reports.includes(name)) return;
      const waits = name in states;
      states[name] = value;
      if (!waits) whenBuilt(() => send(name));
    }
    function send(name) {
      const value = states[name];
      delete states[name];
      if (!gone) setStateValue(name, value);
    }
    const tell = {
      selection: (marks) => set("selection", marks),
      at(position) {
        if (position === told) return;
        told = position;
        set("at", position);
      },
      open: (particle) => whenBuilt(() => setTriggerValue("open", particle)),
      go: (lecture) => whenBuilt(() => setTriggerValue("go", lecture)),
    };
    const mounting = import(new URL(`${data.assets}/board.js`, location.origin)).then(({ mount }) =>
      gone ? null : mount(element, data, tell),
    );
    mounting.catch((error) => { element.textContent = `The views did not load: ${error.message}`; });
    board.show = (changes) => mounting.then((mounted) => mounted?.show(changes));
    board.leave = () => { gone = true; boards.delete(element); mounting.then((mounted) => mounted?.destroy()); };
    boards.set(element, board);
  }
  return board.leave;
}
