// Registration: show only the counties of the chosen city. Without it the list stands in groups by city.
(() => {
  const city = document.getElementById("id_city");
  const county = document.getElementById("id_county");
  if (!city || !county) return;
  const groups = [...county.querySelectorAll("optgroup")];
  const empty = county.querySelector("option[value='']");
  const narrow = () => {
    const start = city.value.slice(0, 4);
    let any = false;
    for (const group of groups) {
      const fits = group.firstElementChild.value.slice(0, 4) === start;
      any = any || fits;
      if (fits || !start) county.append(group);
      else group.remove();
    }
    if (county.value && county.value.slice(0, 4) !== start) empty.selected = true;
    county.disabled = Boolean(start) && !any;
  };
  city.addEventListener("change", narrow);
  narrow();
})();
