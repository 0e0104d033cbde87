// The contracts between the modules, as types for tsc; nothing here runs.

export {};

/**
 * What has changed. A store notifies of the first ten. A board adds "size" (draw everything anew:
 * a panel's size, the choice in its head or its theme is another) and "nearness" (a panel has come
 * near the screen).
 * @typedef {"frames" | "state" | "status" | "position" | "selection" | "hover" | "picked" | "tool" | "query"
 *   | "probe" | "size" | "nearness"} Change
 */

/** @typedef {"click" | "box" | "lasso"} Tool What dragging in a view does: "click" is nothing. */

/**
 * What is measured of each particle, as orgnet_views/frames.py hands it out; `became` is added by core/wire.js.
 * @typedef {"replication_error" | "replication_loss" | "task_contribution" | "contribution_error"
 *   | "gradient" | "copy" | "leak_layer" | "leak_cell" | "leak_edge" | "weight" | "became"} ArrayName
 */

/**
 * A recorded step. Arrays are over marks. A mark is a particle, or every k-th of a large organism:
 * mark m is particle m · every. What is not a finite number is null among scalars, NaN in arrays.
 * @typedef {object} FrameScalars
 * @property {number} step
 * @property {number} epoch
 * @property {number | null} train_loss
 * @property {number | null} task_loss
 * @property {number | null} train_metric
 * @property {number | null} metric
 * @property {number | null} metric_without_replicators
 * @property {string} contribution_method
 * @property {number[]} kinds how many particles are of each kind, of all and in the order of KINDS
 * @property {(number | null)[]} bands quantiles 5, 25, 50, 75, 95 % of the replication loss, of all
 * @property {Stop} [stop] of a batch in slow motion: what was done last
 *
 * On light pages they have `kind`, `became` and those that the page's views draw from.
 * @typedef {Record<ArrayName, Float32Array> & { kind: Uint8Array }} FrameArrays
 * @typedef {FrameScalars & FrameArrays} Frame
 */

/**
 * A part of a batch that has just been done (orgnet_core/slow_motion.py). Particles are counted by their
 * replication error, all of them.
 * @typedef {object} Stop
 * @property {"entry" | "replication" | "task" | "aim" | "constraint" | null} part null before the batch
 * @property {[first: number, last: number]} steps the SR steps that it was, from 1
 * @property {number} of SR steps in the batch
 * @property {number} came particles that came under ε …
 * @property {number} pushed … and that were pushed over it
 * @property {number} left particles over ε now
 * @property {number | null} largest replication error; null where it is no finite number
 * @property {boolean} momenta whether they began as the run's own, rather than at 0
 * @property {boolean} beyond whether the run's schedule ends before this batch
 */

/**
 * A phase of a run's schedule.
 * @typedef {object} Phase
 * @property {number} epoch at whose end it begins
 * @property {string} words how it is called
 */

/**
 * An answer to the question for frames.
 * @typedef {object} Header
 * @property {string} state what the run is doing
 * @property {boolean} more whether more frames may come than there are
 * @property {number} total how many there are
 * @property {Phase[]} phases of the schedule as it stands
 * @property {number} epochs of all of it
 * @property {Record<string, "float32" | "uint8">} arrays those of a frame, in the order of the bytes
 * @property {number} shown the length of each array
 * @property {RunStatus} [status] where the run stands in words, as its own server says
 * @property {Frame[]} frames from the asked-for number on, not always all that there are
 */

/**
 * Where a run stands (ui/shared/run_status.py).
 * @typedef {object} RunStatus
 * @property {string} state in a word or two, with which `words` go on
 * @property {string} words
 * @property {number} share of it that is trained
 * @property {string} notice what has happened to it; "" for nothing
 */

/**
 * A header and one block of numbers, or why there are none, in words.
 * @typedef {{ header: any, numbers: Float32Array, error?: undefined } | { error: string }} Block
 */

/** @typedef {{ epochs: number[], kinds: Uint8Array[] }} Kinds a run's at its epochs, in order, by mark */

/**
 * Where all that is shown of a run comes from: a server, or a recording of it.
 * @typedef {object} Source
 * @property {(from: number) => Promise<Header | null>} fetchFrames frames from number `from` on; null
 *   where there is no such run. Rejects when there is no answer.
 * @property {() => Promise<Kinds>} fetchKinds the kinds alone, at not all of the steps
 * @property {(fit: "layer" | "particle", until: number) => Promise<Block>} fetchTrajectories up to a
 *   step, along common components: core/trajectories.js
 * @property {(particle: number, after: number | null) => Promise<Block>} fetchParticle the weights of
 *   one particle at all steps later than `after`: core/weights.js
 * @property {(step: number) => Promise<Block>} fetchTaskWeights all of them at a recorded step, where frames
 *   have only some: core/task_weights.js
 * @property {(from: number) => Promise<Samples | { error: string }>} fetchSamples test samples from number
 *   `from` on, as many as one answer holds
 * @property {(csv: string, types: string) => Promise<Blob>} [toParquet] a table as a Parquet file, where
 *   it can make one
 * @property {Specimen | null} [specimen] what cuts are made in, where the page itself makes them
 * @property {Curves[]} [curves] that were computed of the run
 */

/**
 * Some samples of the test set.
 * @typedef {object} Samples
 * @property {number} samples how many
 * @property {number} total that can be had
 * @property {ArrayLike<number>} inputs sample by sample, `scale` times what the organism reads
 * @property {number} scale
 * @property {ArrayLike<number>} targets class numbers, or outputs sample by sample
 * @property {undefined} [error]
 */

/**
 * An organism at some steps, to be cut and tried.
 * @typedef {object} Specimen
 * @property {number[]} steps whose task weights are kept
 * @property {(Float32Array | Float64Array)[]} weight by step and particle, as the run had them
 * @property {number[]} widths of the organism, from input to output
 * @property {string} activation
 * @property {number} samples of the test set: the first ones
 * @property {ArrayLike<number>} inputs sample by sample, `scale` times what the organism reads
 * @property {number} scale
 * @property {ArrayLike<number>} targets class numbers, or outputs sample by sample
 * @property {number} classes 0 for regression
 */

/**
 * What cuts of growing size cost at a step, by criterion (orgnet_core/pruning/curves.py).
 * @typedef {object} Curves
 * @property {number} step
 * @property {{ criterion: string, points: CutPoint[], operating: CutPoint }[]} curves
 *
 * @typedef {[pruned: number, share: number, metric: number | null, loss: number | null]} CutPoint
 */

/** @typedef {import("./store.js").RunStore} Store */

/**
 * A shape of the organism.
 * @typedef {object} Organism
 * @property {[cells: number, edges: number][]} layers particles of a layer: cells × edges
 * @property {string} activation of its hidden layers
 * @property {[rows: number, columns: number] | null} grid of the picture that layer 1 reads
 * @property {string[]} channels of a colour picture: they lie side by side in the grid, each as wide
 * @property {number} every the particles between two marks
 * @property {number[]} dark pixels of the picture that are dark in the mean image
 * @property {number[]} mean image, by pixel, from 0 to 1
 * @property {Preparation | null} preparation of a drawing that is to be such a picture
 */

/**
 * What a drawing goes through to be one of a task's pictures: orgnet_core/tasks/preparation.py.
 * @typedef {object} Preparation
 * @property {number} field
 * @property {[rows: number, columns: number]} box
 * @property {number} stretch
 * @property {"mass" | "frame"} centre
 * @property {import("./shrinking.js").Shrinking} shrinking
 * @property {number} side
 */

/**
 * What the organism is asked, and what of its answer is followed back (core/signals.js).
 * @typedef {object} Probe
 * @property {ArrayLike<number>} input as the organism reads it
 * @property {import("./samples.js").Sample | null} sample that it is, where it is one
 * @property {import("./signals.js").Cell | null} followed
 */

/**
 * @typedef {object} Task
 * @property {string} metric the score's name
 * @property {boolean} higherIsBetter of the score
 * @property {string[]} classes their names, in the order of the outputs; none for regression
 * @property {string} classNoun what one is called
 * @property {boolean} logLoss whether loss and metric are shown by their powers of ten
 */

/**
 * The words of one view, and of the pieces around them.
 * @typedef {Record<string, any>} Texts
 */

/**
 * Numbers as a table. Where it is `marked`, row i is mark i.
 * @typedef {object} Table
 * @property {string} name
 * @property {string[]} columns the name tells what it holds: core/columns.js
 * @property {Cell[][]} rows
 * @property {Change[]} wants the changes after which the table is another
 * @property {boolean} [marked]
 *
 * @typedef {number | string} Cell
 */

/**
 * The page's own look, from the variables that board.css names.
 * @typedef {object} Theme
 * @property {string} text
 * @property {string} background
 * @property {string} grid lines behind marks
 * @property {string} accent
 * @property {string} font a CSS list of families
 * @property {number} size of the smallest letters, in pixels
 */

/**
 * What a view is made with; the same for its whole life.
 * @typedef {object} Shared
 * @property {Store} store
 * @property {string} run its id
 * @property {Organism} organism
 * @property {Task} task
 * @property {number | null} particle the one that views of one particle show
 * @property {string[]} kept parameters of the address that a copied link keeps
 * @property {number | null} batch the recorded step whose next batch is shown in slow motion
 * @property {boolean} plays whether the timeline plays the run once by itself
 * @property {HTMLElement} head the room in the panel's head for a view's own choices
 * @property {() => void} redraw have every view drawn anew
 * @property {Server["openParticle"]} openParticle
 * @property {Server["followLecture"]} followLecture
 * @property {Server["reportCut"]} reportCut
 */

/**
 * What a view draws.
 * @typedef {object} Given
 * @property {Change[]} what has changed since the view was drawn last
 * @property {Frame} frame the shown step
 * @property {Frame[]} frames all recorded steps
 * @property {Phase[]} phases of the schedule
 * @property {number} epochs of all of it
 * @property {Set<number>} cut marks that are struck out
 * @property {boolean} live whether the newest step is shown, and will be
 * @property {string} state what the run is doing
 * @property {boolean} more whether more frames may come
 * @property {Set<number>} selection marks
 * @property {number | null} hover the mark below the pointer
 * @property {Theme} theme
 */

/**
 * A view: what each module in views/ exports `create(element, shared)` for. It keeps no state of
 * the run, only what it needs to draw it and to know what is below the pointer. Its panel's body
 * gets its height from board.css; a board says so where that is forgotten.
 * @typedef {object} View
 * @property {(given: Given) => void} draw
 * @property {(given: Given) => Table} [numbers] what is drawn, as a table: the panel has a menu then
 * @property {(brush: Brush, given: Given) => void} [paintPicture] its saved picture, if that is not what it draws on a canvas
 * @property {(given: Given) => LegendEntry[]} [legend] what its colours mean, for a saved picture
 * @property {Change[]} wants the changes after which it has to be drawn again
 * @property {() => void} destroy lets go of whatever outlives its element
 *
 * @typedef {(element: HTMLElement, shared: Shared) => View} CreateView
 *
 * @typedef {object} ViewModule what a file of views/ exports
 * @property {CreateView} create
 * @property {number} [height] of the panel's body, in pixels; or board.css gives one
 * @property {boolean} [needsPlotly] whether it draws charts, for which a board brings Plotly
 * @property {ArrayName[]} [arrays] those of a frame that it draws from beside the kinds; without: all
 */

/**
 * A text with, before it, at most one of: a kind's mark, a line's colour, a scale's colours.
 * @typedef {object} LegendEntry
 * @property {string} text
 * @property {number} [kind]
 * @property {string} [colour]
 * @property {string[]} [colours]
 */

/**
 * What the host hears of, a server (ui/session/board.js) or a page (replay.js); null for what it has not got.
 * @typedef {object} Server
 * @property {(marks: number[]) => void} reportSelection
 * @property {(position: number | null) => void} reportPosition
 * @property {((marks: number[]) => void) | null} reportCut cut these, and only these
 * @property {((particle: number) => void) | null} openParticle go to a particle's page
 * @property {((code: string, run?: string) => void) | null} followLecture go to the page and run of a
 *   lecture, or to another run in the Lab; null where lectures are neither held nor followed
 */

/**
 * The data of a board, as the page hands them over.
 * @typedef {object} BoardData
 * @property {string} assets the address of this folder, from the page's
 * @property {string} run
 * @property {string[]} views names, see views/index.js
 * @property {number | null} at number of the frame that is shown; null follows the timeline
 * @property {number[]} cut marks
 * @property {number | null} particle
 * @property {Query | null} query
 * @property {number | null} batch a recorded step: the views show the batch that follows it, part by part
 * @property {{ run: string, alike: boolean } | null} beside another run that shows the same moment, and, if
 *   its organism is alike, the same particles
 * @property {string} state what the run is doing; a board is shown anew when that is another
 * @property {string[]} kept
 * @property {string[]} reports what the server wants to hear: "selection", "at"
 * @property {boolean} plays whether the timeline plays the run once by itself
 * @property {Task} task
 * @property {Organism} organism
 * @property {Texts} texts
 *
 * @typedef {Record<string, string | null>} Query what a page has the address say besides: "" is
 *   nothing, null what is too long for an address
 */

/**
 * What of a canvas' context the views use, so that a picture can be drawn on something else.
 * @typedef {Pick<CanvasRenderingContext2D, "fillStyle" | "strokeStyle" | "lineWidth" | "globalAlpha"
 *   | "font" | "textAlign" | "imageSmoothingEnabled" | "save" | "restore" | "setLineDash"
 *   | "beginPath" | "moveTo" | "lineTo" | "rect" | "fillRect" | "strokeRect" | "fillText" | "measureText"> & {
 *   arc(x: number, y: number, radius: number, from: number, to: number): void,
 *   fill(): void, stroke(): void, clip(): void,
 *   drawImage(image: any, x: number, y: number, width: number, height: number): void }} Brush
 */

/**
 * What of Plotly is used.
 * @typedef {object} Plotly
 * @property {(element: HTMLElement, traces: object[], layout: object, config: object) => void} react
 * @property {(element: HTMLElement, changes: object) => void} relayout
 * @property {(element: HTMLElement) => void} purge
 * @property {(chart: HTMLElement, options: object) => Promise<string>} toImage
 */
