// Has a task of altcha's solved beside the page, so that typing and scrolling go on meanwhile.

/** The proof for the server; "none" where this browser cannot find it, and a moderator looks instead. */
export function solve(task) {
  return new Promise((tell) => {
    const finish = (proof, worker) => {
      worker?.terminate();
      tell(proof || "none");
    };
    try {
      const worker = new Worker(new URL("./comment-proof-worker.js", import.meta.url));
      worker.onmessage = ({ data }) => finish(data, worker);
      worker.onerror = () => finish("", worker);
      worker.postMessage(task);
    } catch {
      finish("");
    }
  });
}
