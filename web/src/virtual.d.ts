/** The words of the element: a tree of sentences, lists of sentences, and pairs. */
declare module "virtual:copy" {
  interface Group {
    [key: string]: string;
  }
  const copy: {
    [key: string]: any;
    state: Group;
    actions: Group;
    answer: Group;
    status: Group;
    composer: Group;
    form: Group;
    menu: Group & { sizes: string[]; elder_sizes: string[]; themes: string[] };
    welcome: { hello: string; text: string; ask: string; topics: [string, string][] };
    notice: { title: string; text: string; more: string; details: string[] };
    rating: Group & { levels: string[]; reasons: string[] };
    offline_human: { text: string; phones: string[] };
  };
  export default copy;
}

declare module "virtual:style" {
  const css: string;
  export default css;
}
