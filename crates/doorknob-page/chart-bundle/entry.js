// The parts of ECharts that the report uses, as one global. Rebuild with `npm ci && npm run build`.
import { init, use } from "echarts/core";
import { ScatterChart, GraphChart } from "echarts/charts";
import { GridComponent, TooltipComponent, LegendComponent, DataZoomComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([
  ScatterChart,
  GraphChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  DataZoomComponent,
  CanvasRenderer,
]);

window.doorknobCharts = { init };
