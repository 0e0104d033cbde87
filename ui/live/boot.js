// What Streamlit runs in the page: called whenever the data of a board change; what it returns, when
// the board goes. The board itself is a module that browsers keep.

const boards = new WeakMap();

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
    const tell = {
      selection: (marks) => data.reports.includes("selection") && setStateValue("selection", marks),
      at(position) {
        if (!data.reports.includes("at") || position === told) return;
        told = position;
        setStateValue("at", position);
      },
      open: (particle) => setTriggerValue("open", particle),
      go: (lecture) => setTriggerValue("go", lecture),
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
